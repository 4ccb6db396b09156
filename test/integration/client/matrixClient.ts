import { expect, onTestFinished, vi } from 'vitest';
import { silentLogger } from '../../../src/core/base/logger.ts';
import { seededRandom } from '../../../src/core/base/random.ts';
import { Client } from '../../../src/core/client.ts';
import type { PlanRequest } from '../../../src/core/planRequest.ts';
import type { PlanResult } from '../../../src/core/planResult.ts';
import type { BreakerState } from '../../../src/core/resilience/breakerTimeline.ts';
import { defaultSettings, type Settings } from '../../../src/core/settings/settings.ts';
import type { Simulator } from '../../../src/core/simulator/simulator.ts';
import type { Target } from '../../../src/core/target.ts';
import type { Span } from '../../../src/core/telemetry/trace.ts';
import type { DialectName } from '../../../src/core/transport/transport.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { settle } from '../../support/fakeClock.ts';
import { abortListeners } from '../../support/signals.ts';
import { CountingClock } from './countingClock.ts';

export const DIALECTS = ['ollama', 'llama.cpp', 'openai'] as const satisfies readonly DialectName[];

/** A connection is gone at its other end a turn or two later. */
const SOON = { interval: 2, timeout: 10_000 };

/** Limits that only a fault reaches, on a busy machine too, and waits that nobody notices. */
const limits = {
  'planscope.retry.initialMs': 1,
  'planscope.retry.maxMs': 2,
  'planscope.deadlines.connectMs': 5_000,
  'planscope.deadlines.firstByteMs': 20_000,
  'planscope.deadlines.silenceMs': 20_000,
  'planscope.deadlines.totalMs': 50_000,
} satisfies Partial<Settings>;

/** What a caller sees of its request, and what the client has counted when it is over. */
export interface Outcome {
  readonly source: PlanResult['source'];
  readonly tier: PlanResult['tier'];
  readonly reason: string | undefined;
  readonly attempts: number;
  readonly retries: number;
  /** Failed attempts by code. */
  readonly failures: Readonly<Record<string, number>>;
  readonly breaker: { readonly state: BreakerState; readonly succeeded: number; readonly failed: number };
}

/** The product's client for one server, with everything in view that it could leave behind. It ends with the test. */
export class MatrixClient {
  readonly clock = new CountingClock();
  readonly user = new AbortController();
  readonly client: Client;

  constructor(target: Partial<Target> & Pick<Target, 'endpoint' | 'dialect'>, changes: Partial<Settings> = {}) {
    const settings = { ...defaultSettings(), ...limits, ...changes };
    this.client = new Client({ clock: this.clock, random: seededRandom(1), logger: silentLogger, settings });
    onTestFinished(() => this.client.dispose());
    this.client.setTarget({ kind: 'simulator', model: 'simulator', ...target });
  }

  plan(scenario: Scenario, request: PlanRequest = {}): Promise<PlanResult> {
    return this.client.plan(scenario, request, this.user.signal);
  }

  outcome({ source, tier, reason }: PlanResult): Outcome {
    const { attempts, retries, failures } = this.client.counters();
    return { source, tier, reason: reason?.code, attempts, retries, failures, breaker: this.breaker() };
  }

  breaker(): Outcome['breaker'] {
    const { state, successes: succeeded, failures: failed } = this.client.breaker('simulator').status();
    return { state, succeeded, failed };
  }

  /**
   * Checks that what is over has left nothing, and then that the disposed client has left nothing at all: no timer, no
   * listener, no request and no connection.
   */
  async expectNothingLeft(simulator?: Simulator): Promise<void> {
    expect(abortListeners(this.user.signal)).toBe(0);
    if (simulator !== undefined) await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(0), SOON);
    // A user who leaves is told at once; what was under way for it ends in the turns after that.
    await settle();
    // The wait of an open breaker is meant.
    this.client.breaker('simulator').reset();
    expect(this.clock.pending).toBeLessThanOrEqual(1);
    this.clock.runOut();
    expect(this.clock.pending).toBe(0);
    this.client.dispose();
    expect(this.clock.pending).toBe(0);
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('TCPSocketWrap'), SOON);
    if (simulator === undefined) return;
    await vi.waitFor(() => expect(simulator.stats()).toMatchObject({ openSockets: 0, activeRequests: 0 }), SOON);
  }
}

/** The spans of one name, in their order. */
export function spansOf({ trace }: PlanResult, name: Span['name']): readonly Span[] {
  return trace.spans.filter((span) => span.name === name);
}
