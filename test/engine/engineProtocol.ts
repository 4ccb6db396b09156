import type { DialectName } from '../../src/core/transport/transport.ts';
import type { AnswerStats } from './server/answers.ts';

/** What the engine's process is started with, as JSON on its command line. */
export interface EngineOptions {
  /** `node-llama-cpp`'s module, absolute. */
  readonly enginePath: string;
  readonly templatesPath: string;
  readonly modelPath: string;
  readonly modelName: string;
  readonly contextTokens: number;
}

/** Where the engine listens: one address for each dialect, and one for those who watch it. */
export interface EngineAddresses {
  readonly endpoints: Readonly<Record<DialectName, string>>;
  /** `GET` it for an `EngineStats`. */
  readonly statsUrl: string;
}

/** The engine's process at one moment, after a collection of its garbage. */
export interface EngineStats extends AnswerStats {
  /** Of the dialects' ports. */
  readonly openSockets: number;
  readonly unhandledErrors: number;
  readonly heapBytes: number;
  /** All of its memory, the engine's own included. */
  readonly residentBytes: number;
}

/** Child to parent. `unavailable`: the engine's compiled code does not run on this machine. */
export type FromEngine =
  | { readonly type: 'listening'; readonly addresses: EngineAddresses }
  | { readonly type: 'unavailable'; readonly reason: string };

export function isFromEngine(message: unknown): message is FromEngine {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return message.type === 'listening' || message.type === 'unavailable';
}
