import { describe, expect, it } from 'vitest';
import { pick, type Random, randomInt, seededRandom } from '../../../../src/core/base/random.ts';
import type {
  BreakerSettings,
  BreakerState,
  CallOutcome,
  CircuitBreaker,
} from '../../../../src/core/resilience/breaker.ts';
import { makeBreaker } from '../../../support/breakers.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/**
 * What a breaker should do, written another way: no epochs and no timers. A phase is an object; a call remembers the
 * phase it was let through in, and time is looked at only when somebody asks.
 */
type Phase =
  | { readonly state: 'closed'; failuresInRow: number }
  | { readonly state: 'open'; readonly untilMs: number }
  | { readonly state: 'half-open'; readonly running: Set<number>; successes: number }
  | { readonly state: 'isolated' };

class Oracle {
  readonly #settings: BreakerSettings;
  readonly #phaseOfCall = new Map<number, Phase>();
  #phase: Phase = { state: 'closed', failuresInRow: 0 };
  successes = 0;
  failures = 0;
  refused = 0;

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  phaseAt(nowMs: number): Phase {
    if (this.#phase.state === 'open' && nowMs >= this.#phase.untilMs) {
      this.#phase = { state: 'half-open', running: new Set(), successes: 0 };
    }
    return this.#phase;
  }

  begin(call: number, nowMs: number): boolean {
    const phase = this.phaseAt(nowMs);
    const isFull = phase.state === 'half-open' && phase.running.size >= this.#settings.maxConcurrentTrials;
    if (phase.state === 'open' || phase.state === 'isolated' || isFull) {
      this.refused++;
      return false;
    }
    if (phase.state === 'half-open') phase.running.add(call);
    this.#phaseOfCall.set(call, phase);
    return true;
  }

  end(call: number, outcome: CallOutcome, nowMs: number): void {
    const phase = this.phaseAt(nowMs);
    const began = this.#phaseOfCall.get(call);
    this.#phaseOfCall.delete(call);
    if (began !== phase) return;
    if (outcome === 'ok') this.successes++;
    if (outcome === 'fail') this.failures++;
    if (phase.state === 'closed') {
      if (outcome === 'ok') phase.failuresInRow = 0;
      if (outcome === 'fail' && ++phase.failuresInRow >= this.#settings.failureThreshold) this.#open(nowMs);
    } else if (phase.state === 'half-open') {
      phase.running.delete(call);
      if (outcome === 'ok' && ++phase.successes >= this.#settings.trialSuccesses) this.#close();
      if (outcome === 'fail') this.#open(nowMs);
    }
  }

  reset(): void {
    if (this.#phase.state === 'closed') this.#phase.failuresInRow = 0;
    else this.#close();
  }

  isolate(): void {
    if (this.#phase.state !== 'isolated') this.#phase = { state: 'isolated' };
  }

  #open(nowMs: number): void {
    this.#phase = { state: 'open', untilMs: nowMs + this.#settings.recoveryMs };
  }

  #close(): void {
    this.#phase = { state: 'closed', failuresInRow: 0 };
  }
}

interface Run {
  readonly clock: FakeClock;
  readonly breaker: CircuitBreaker;
  readonly oracle: Oracle;
  readonly random: Random;
  /** Calls under way: their number and the breaker's token. */
  readonly calls: { readonly call: number; readonly token: number }[];
}

/** One step at random; several calls are under way at once, and they end in any order. */
function step(run: Run, call: number): void {
  const { clock, breaker, oracle, random, calls } = run;
  const dice = random.next();
  if (dice < 0.4) {
    const token = breaker.tryAcquire();
    expect(token >= 0).toBe(oracle.begin(call, clock.nowMs()));
    if (token >= 0) calls.push({ call, token });
  } else if (dice < 0.9) {
    const [ended] = calls.splice(randomInt(random, Math.max(1, calls.length)), 1);
    if (ended === undefined) return;
    const outcome = pick<CallOutcome>(random, ['ok', 'fail', 'fail', 'neutral']);
    breaker.settle(ended.token, outcome);
    oracle.end(ended.call, outcome, clock.nowMs());
  } else if (dice < 0.99) clock.elapse(randomInt(random, 60));
  else if (dice < 0.997) {
    breaker.reset();
    oracle.reset();
  } else {
    breaker.isolate();
    oracle.isolate();
  }
}

function expectEqual({ breaker, oracle, clock }: Run): void {
  const phase = oracle.phaseAt(clock.nowMs());
  const status = breaker.status();
  const { successes, failures, refused } = oracle;
  expect(status).toMatchObject({ state: phase.state, successes, failures, refused });
  if (phase.state === 'closed') expect(status.consecutiveFailures).toBe(phase.failuresInRow);
  if (phase.state === 'open') expect(status.nextTrialAtMs).toBe(clock.wallMs() + phase.untilMs - clock.nowMs());
  if (phase.state === 'half-open') {
    expect(status.trials).toMatchObject({ running: phase.running.size, succeeded: phase.successes });
  }
}

describe('a breaker under 200,000 random steps', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('does what an independent model of it does (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const clock = new FakeClock();
    const settings: BreakerSettings = {
      failureThreshold: 1 + randomInt(random, 5),
      recoveryMs: 10 + randomInt(random, 200),
      trialSuccesses: 1 + randomInt(random, 3),
      maxConcurrentTrials: 1 + randomInt(random, 3),
    };
    const run: Run = { clock, breaker: makeBreaker(clock, settings), oracle: new Oracle(settings), random, calls: [] };
    const visited = new Set<BreakerState>();
    for (let call = 0; call < 25_000; call++) {
      step(run, call);
      if (call % 5 === 0) expectEqual(run);
      visited.add(run.breaker.state);
    }
    expectEqual(run);
    expect([...visited].sort()).toEqual(['closed', 'half-open', 'isolated', 'open']);
    run.breaker.dispose();
    expect(clock.pendingTimers).toBe(0);
  });
});
