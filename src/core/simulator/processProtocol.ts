import { CoreError, InputError, toCoreError } from '../base/errors.ts';
import type { FaultPlan } from './faults.ts';
import type { LatencyProfile } from './latency.ts';
import type { SimulatorStats } from './stats.ts';

/** What a parent asks of the simulator in its child process. */
export type ControlCall =
  | { readonly method: 'setFaults'; readonly plan: FaultPlan }
  | { readonly method: 'setLatency'; readonly profile: LatencyProfile }
  | { readonly method: 'refuseConnections'; readonly refuse: boolean }
  | { readonly method: 'stats' };

/** Parent to child. `dispose` is not answered: the child ends. */
export type ToSimulator =
  | { readonly type: 'call'; readonly id: number; readonly call: ControlCall }
  | { readonly type: 'dispose' };

/** An error as it crosses the channel; `input` says that what was asked is at fault. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly input: boolean;
}

/** Child to parent. `stats` comes with every reply that went well: one consistent moment after the call. */
export type FromSimulator =
  | { readonly type: 'listening'; readonly endpoint: string; readonly port: number }
  | { readonly type: 'failed'; readonly error: WireError }
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly stats: SimulatorStats }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly error: WireError };

/** Makes whatever was thrown fit for the channel. */
export function toWireError(error: unknown): WireError {
  const { code, message } = toCoreError(error);
  return { code, message, input: error instanceof InputError };
}

/** The error at the other end. */
export function fromWireError({ code, message, input }: WireError): CoreError {
  return input ? new InputError(code, message) : new CoreError(code, message);
}

/**
 * Whether a message over the channel is one of ours, by its tag: both ends are the same build, and anything else on the
 * channel is ignored.
 */
export function isFromSimulator(message: unknown): message is FromSimulator {
  return hasTag(message, ['listening', 'failed', 'reply']);
}

/** As `isFromSimulator`, for the other direction. */
export function isToSimulator(message: unknown): message is ToSimulator {
  return hasTag(message, ['call', 'dispose']);
}

function hasTag(message: unknown, tags: readonly string[]): boolean {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return typeof message.type === 'string' && tags.includes(message.type);
}
