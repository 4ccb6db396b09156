import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../src/core/base/logger.ts';
import { pick, type Random, randomInt, seededRandom } from '../../../../src/core/base/random.ts';
import { judgeForBreaker } from '../../../../src/core/failures.ts';
import {
  type BreakerSettings,
  type BreakerStatus,
  type CallOutcome,
  CircuitBreaker,
} from '../../../../src/core/resilience/breaker.ts';
import { readSavedBreaker } from '../../../../src/core/resilience/savedBreaker.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** A call that ended, as the window sees it. */
interface Ended {
  readonly atMs: number;
  readonly failure: string | undefined;
  readonly isSlow: boolean;
}

/**
 * What a breaker should do, written another way: no epochs, no timers, no running counts. A phase is an object with all
 * that belongs to it; a call remembers the phase it was let through in, and time is looked at only when somebody asks.
 */
type Phase = { readonly cause: string | undefined } & (
  | { readonly state: 'closed'; failuresInRow: number; ended: Ended[] }
  | { readonly state: 'open'; readonly untilMs: number }
  | { readonly state: 'half-open'; readonly running: Set<number>; successes: number }
  | { readonly state: 'isolated' }
);

class Oracle {
  readonly #settings: BreakerSettings;
  readonly #phaseOfCall = new Map<number, Phase>();
  #phase: Phase = { state: 'closed', failuresInRow: 0, ended: [], cause: undefined };
  successes = 0;
  failures = 0;
  refused = 0;

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  phaseAt(nowMs: number): Phase {
    if (this.#phase.state === 'open' && nowMs >= this.#phase.untilMs) {
      this.#phase = { state: 'half-open', running: new Set(), successes: 0, cause: 'recovery time over' };
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

  end(call: number, outcome: CallOutcome, cause: string, durationMs: number, nowMs: number): void {
    const phase = this.phaseAt(nowMs);
    const began = this.#phaseOfCall.get(call);
    this.#phaseOfCall.delete(call);
    if (began !== phase) return;
    if (outcome === 'ok') this.successes++;
    if (outcome === 'fail') this.failures++;
    const { window } = this.#settings;
    const isSlow = window !== undefined && durationMs > window.slowCallMs;
    if (phase.state === 'half-open') {
      phase.running.delete(call);
      if (outcome === 'fail') this.#open(nowMs, `a failed trial (${cause})`);
      else if (outcome === 'ok' && isSlow && window.slowCallRate > 0) {
        this.#open(nowMs, `a slow trial (longer than ${window.slowCallMs / 1000} s)`);
      } else if (outcome === 'ok' && ++phase.successes >= this.#settings.trialSuccesses) {
        this.#close(`${phase.successes} successful trials`);
      }
    } else if (phase.state === 'closed' && outcome !== 'neutral') {
      phase.failuresInRow = outcome === 'ok' ? 0 : phase.failuresInRow + 1;
      phase.ended.push({ atMs: nowMs, failure: outcome === 'ok' ? undefined : cause, isSlow });
      const why = this.#whyOpen(phase, cause, nowMs);
      if (why !== undefined) this.#open(nowMs, why);
    }
  }

  /** What counts for the rates: cut anew from all that ended in the phase. */
  inWindow(phase: Phase & { state: 'closed' }, nowMs: number): readonly Ended[] {
    const { window } = this.#settings;
    if (window === undefined) return [];
    const isIn = ({ atMs }: Ended): boolean => window.type === 'calls' || nowMs - atMs < window.durationMs;
    phase.ended = phase.ended.slice(window.type === 'calls' ? -window.calls : -1_000).filter(isIn);
    return phase.ended;
  }

  #whyOpen(phase: Phase & { state: 'closed' }, cause: string, nowMs: number): string | undefined {
    const { failureThreshold, window } = this.#settings;
    if (phase.failuresInRow >= failureThreshold) {
      return phase.failuresInRow === 1
        ? `a failure (${cause})`
        : `${phase.failuresInRow} failures in a row (last: ${cause})`;
    }
    if (window === undefined) return undefined;
    const ended = this.inWindow(phase, nowMs);
    const needed = window.type === 'calls' ? Math.min(window.calls, window.minimumCalls) : window.minimumCalls;
    if (ended.length < needed) return undefined;
    const share = (part: number): string => {
      const percent = Math.round((part / ended.length) * 100);
      if (window.type === 'calls') return `${percent} % of the last ${ended.length} calls`;
      return `${percent} % of the ${ended.length} calls of the last ${window.durationMs / 1000} s`;
    };
    const failures = ended.flatMap(({ failure }) => failure ?? []);
    const slow = ended.filter(({ isSlow }) => isSlow);
    const isOver = (part: number, rate: number): boolean => rate !== 0 && part / ended.length >= rate;
    if (isOver(failures.length, window.failureRate)) {
      return `${share(failures.length)} failed (last: ${failures.at(-1)})`;
    }
    if (isOver(slow.length, window.slowCallRate)) {
      return `${share(slow.length)} took longer than ${window.slowCallMs / 1000} s`;
    }
    return undefined;
  }

  reset(): void {
    if (this.#phase.state === 'closed') {
      this.#phase.failuresInRow = 0;
      this.#phase.ended = [];
    } else this.#close('reset by hand');
  }

  isolate(): void {
    if (this.#phase.state !== 'isolated') this.#phase = { state: 'isolated', cause: 'isolated by hand' };
  }

  /** The program ended at one moment and its successor began at another; the calendar may have gone any way. */
  reload(ended: Moment, began: Moment): void {
    const phase = this.phaseAt(ended.nowMs);
    const { cause } = phase;
    this.#phaseOfCall.clear();
    if (phase.state === 'closed') {
      const failuresInRow = Math.min(phase.failuresInRow, this.#settings.failureThreshold - 1);
      this.#phase = { ...phase, failuresInRow, ended: [] };
    } else if (phase.state === 'open') {
      const restMs = ended.wallMs + (phase.untilMs - ended.nowMs) - began.wallMs;
      const untilMs = began.nowMs + Math.min(this.#settings.recoveryMs, Math.max(0, restMs));
      this.#phase = { state: 'open', untilMs, cause };
    } else if (phase.state === 'half-open') {
      this.#phase = { state: 'half-open', running: new Set(), successes: 0, cause };
    }
  }

  #open(nowMs: number, cause: string): void {
    this.#phase = { state: 'open', untilMs: nowMs + this.#settings.recoveryMs, cause };
  }

  #close(cause: string): void {
    this.#phase = { state: 'closed', failuresInRow: 0, ended: [], cause };
  }
}

interface Moment {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** A run: the breaker and its oracle, with many calls under way. */
class Run {
  readonly settings: BreakerSettings;
  readonly oracle: Oracle;
  readonly #random: Random;
  readonly #calls: { readonly call: number; readonly token: number; readonly breaker: CircuitBreaker }[] = [];
  clock = new FakeClock();
  breaker: CircuitBreaker;
  /** How the server is just now: the chances of a failure and of a slow call. */
  #failing = 0.5;
  #slow = 0.5;

  constructor(settings: BreakerSettings, random: Random) {
    this.settings = settings;
    this.oracle = new Oracle(settings);
    this.#random = random;
    this.breaker = this.#makeBreaker();
  }

  step(call: number): void {
    const dice = this.#random.next();
    if (dice < 0.4) this.#begin(call);
    else if (dice < 0.9) this.#end();
    else if (dice < 0.98) this.clock.elapse(randomInt(this.#random, 60));
    else if (dice < 0.986) {
      this.#failing = this.#random.next();
      this.#slow = this.#random.next() ** 2;
    } else if (dice < 0.99) this.clock.jumpWall(randomInt(this.#random, 2_000) - 1_000);
    else if (dice < 0.994) this.#reload();
    else if (dice < 0.998) {
      this.breaker.reset();
      this.oracle.reset();
    } else {
      this.breaker.isolate();
      this.oracle.isolate();
    }
  }

  /** What differs between the breaker and its oracle; undefined when nothing does. */
  difference(): string | undefined {
    const phase = this.oracle.phaseAt(this.clock.nowMs());
    const is = this.breaker.status();
    const should = this.#expected(phase);
    for (const [name, value] of Object.entries(should)) {
      if (value !== figureOf(is, name)) return `${name} is ${figureOf(is, name)} and should be ${value}`;
    }
    return undefined;
  }

  #expected(phase: Phase): Readonly<Record<string, number | string | undefined>> {
    const { successes, failures, refused } = this.oracle;
    const nowMs = this.clock.nowMs();
    const ended = phase.state === 'closed' ? this.oracle.inWindow(phase, nowMs) : [];
    const hasWindow = this.settings.window !== undefined;
    return {
      state: phase.state,
      successes,
      failures,
      refused,
      cause: phase.cause,
      nextTrialAtMs: phase.state === 'open' ? this.clock.wallMs() + phase.untilMs - nowMs : undefined,
      'trials running': phase.state === 'half-open' ? phase.running.size : undefined,
      'trials succeeded': phase.state === 'half-open' ? phase.successes : undefined,
      'calls in the window': hasWindow ? ended.length : undefined,
      'failed in the window': hasWindow ? ended.filter(({ failure }) => failure !== undefined).length : undefined,
      'slow in the window': hasWindow ? ended.filter(({ isSlow }) => isSlow).length : undefined,
      ...(phase.state === 'closed' ? { consecutiveFailures: phase.failuresInRow } : {}),
    };
  }

  #begin(call: number): void {
    const token = this.breaker.tryAcquire();
    const isIn = this.oracle.begin(call, this.clock.nowMs());
    if (token >= 0 !== isIn) throw new Error(`call ${call} was ${isIn ? 'refused' : 'let through'}`);
    if (isIn) this.#calls.push({ call, token, breaker: this.breaker });
  }

  #end(): void {
    const [ended] = this.#calls.splice(randomInt(this.#random, Math.max(1, this.#calls.length)), 1);
    if (ended === undefined) return;
    const health = this.#random.next() < this.#failing ? 'fail' : 'ok';
    const outcome: CallOutcome = this.#random.next() < 0.1 ? 'neutral' : health;
    const cause = pick(this.#random, ['refused', 'reset', 'first-byte-timeout']);
    const slowCallMs = this.settings.window?.slowCallMs ?? 100;
    const durationMs = this.#random.next() < this.#slow ? slowCallMs + 1 : randomInt(this.#random, slowCallMs + 1);
    ended.breaker.settle(ended.token, outcome, cause, durationMs);
    // The calls of an earlier program end there.
    if (ended.breaker === this.breaker) this.oracle.end(ended.call, outcome, cause, durationMs, this.clock.nowMs());
  }

  #reload(): void {
    const ended = momentOf(this.clock);
    const json: unknown = JSON.parse(JSON.stringify(this.breaker.saved()));
    this.breaker.dispose();
    if (this.clock.pendingTimers !== 0) throw new Error('a disposed breaker left a timer');
    const pauseMs = pick(this.#random, [0, randomInt(this.#random, 300), randomInt(this.#random, 100_000) - 50_000]);
    this.clock = new FakeClock();
    this.clock.skip(randomInt(this.#random, 1_000));
    this.clock.jumpWall(ended.wallMs + pauseMs - this.clock.wallMs());
    this.breaker = this.#makeBreaker(json);
    this.oracle.reload(ended, momentOf(this.clock));
  }

  #makeBreaker(json?: unknown): CircuitBreaker {
    const options = { clock: this.clock, logger: silentLogger, judge: judgeForBreaker, ...this.settings };
    return new CircuitBreaker(options, readSavedBreaker(json));
  }
}

function momentOf(clock: FakeClock): Moment {
  return { nowMs: clock.nowMs(), wallMs: clock.wallMs() };
}

function figureOf(status: BreakerStatus, name: string): unknown {
  switch (name) {
    case 'cause':
      return status.timeline.at(-1)?.cause;
    case 'trials running':
      return status.trials?.running;
    case 'trials succeeded':
      return status.trials?.succeeded;
    case 'calls in the window':
      return status.window?.calls;
    case 'failed in the window':
      return status.window?.failed;
    case 'slow in the window':
      return status.window?.slow;
    default:
      return Object.entries(status).find(([key]) => key === name)?.[1];
  }
}

type WindowType = 'no' | 'calls' | 'time';

function anySettings(random: Random, type: WindowType): BreakerSettings {
  const settings = {
    failureThreshold: 1 + randomInt(random, 12),
    recoveryMs: 10 + randomInt(random, 200),
    trialSuccesses: 1 + randomInt(random, 3),
    maxConcurrentTrials: 1 + randomInt(random, 3),
  };
  if (type === 'no') return settings;
  const rates = {
    minimumCalls: 1 + randomInt(random, 12),
    failureRate: pick(random, [0, 0.3 + 0.7 * random.next(), 0.5]),
    slowCallRate: pick(random, [0, 0.3 + 0.7 * random.next(), 0.5]),
    slowCallMs: 1 + randomInt(random, 100),
  };
  const size =
    type === 'calls'
      ? { type, calls: 1 + randomInt(random, 20) }
      : { type, durationMs: pick(random, [20, 100 + randomInt(random, 400), 100_000]) };
  return { ...settings, window: { ...rates, ...size } };
}

/** Runs the steps of one seed, and adds the causes of its latest transitions to `causes`. */
function runSeed(seed: number, type: WindowType, steps: number, causes: string[]): void {
  const random = seededRandom(seed);
  const run = new Run(anySettings(random, type), random);
  const fault = (step: number, what: string): Error =>
    new Error(`Seed ${seed}, ${type} window, step ${step}: ${what}. Settings: ${JSON.stringify(run.settings)}`);
  for (let step = 0; step < steps; step++) {
    try {
      run.step(step);
    } catch (error) {
      throw fault(step, String(error));
    }
    if (step % 3 !== 0) continue;
    const difference = run.difference();
    if (difference !== undefined) throw fault(step, difference);
  }
  const { timeline } = run.breaker.status();
  timeline.forEach(({ from, cause }, at) => {
    if (at > 0 && from !== timeline[at - 1]?.to) throw fault(steps, `the timeline has a gap before "${cause}"`);
    causes.push(cause);
  });
  run.breaker.dispose();
  if (run.clock.pendingTimers !== 0) throw fault(steps, 'a timer is left');
}

const SEEDS = 20;
const STEPS = 17_000;

/** A run that never came to one of these has proved little. */
const CAUSES = [/failures in a row/, /a failed trial/, /recovery time over/, /successful trials/, /reset/, /isolated/];
const WINDOW_CAUSES = [/calls.* failed/, /calls.* took longer/, /a slow trial/];

describe('a breaker under a million random steps, with calls under way, reloads and a calendar that jumps', () => {
  it.each<WindowType>(['no', 'calls', 'time'])('does what an independent model of it does (%s window)', (type) => {
    const causes: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) runSeed(seed, type, STEPS, causes);
    for (const kind of type === 'no' ? CAUSES : [...CAUSES, ...WINDOW_CAUSES]) {
      expect(causes.some((cause) => kind.test(cause))).toBe(true);
    }
  });
});
