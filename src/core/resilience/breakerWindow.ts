import type { Clock } from '../base/clock.ts';

/** What rates of failed and of slow calls are taken over, and which rates are too high. */
export type BreakerWindowSettings = (
  | {
      readonly type: 'calls';
      /** The last so many calls. */
      readonly calls: number;
    }
  | {
      readonly type: 'time';
      /** The calls that ended within the last so many milliseconds, but never more than the last 1,000 calls. */
      readonly durationMs: number;
    }
) & {
  /** No rate counts before the window holds so many calls; at most the window's size. */
  readonly minimumCalls: number;
  /** Share of failed calls from which on the breaker opens, 0..1. 0: no share does. */
  readonly failureRate: number;
  /** Share of slow calls from which on the breaker opens, 0..1. 0: no share does. */
  readonly slowCallRate: number;
  /** A call that takes longer is a slow one, however it ends, milliseconds. */
  readonly slowCallMs: number;
};

/** What is in a window now. A call may be both failed and slow. */
export interface WindowFigures {
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
}

const MAX_CALLS = 1_000;
const FAILED = 1;
const SLOW = 2;

/**
 * The ends of the latest calls, and the judgement whether too many of them failed or were slow. A ring of small
 * numbers with running counts, made once: recording a call takes no memory.
 */
export class BreakerWindow {
  readonly #clock: Clock;
  readonly #settings: BreakerWindowSettings;
  readonly #ends: Uint8Array;
  /** When each call ended, monotonic; only for a window of time. */
  readonly #endedAtMs: Float64Array | undefined;
  #oldest = 0;
  #calls = 0;
  #failed = 0;
  #slow = 0;
  #lastFailure = '';

  constructor(clock: Clock, settings: BreakerWindowSettings) {
    this.#clock = clock;
    this.#settings = settings;
    const size = settings.type === 'calls' ? Math.min(settings.calls, MAX_CALLS) : MAX_CALLS;
    this.#ends = new Uint8Array(size);
    this.#endedAtMs = settings.type === 'time' ? new Float64Array(size) : undefined;
  }

  record(outcome: 'ok' | 'fail', cause: string, durationMs: number): void {
    const nowMs = this.#dropAged();
    if (this.#calls === this.#ends.length) this.#dropOldest();
    const isSlow = durationMs > this.#settings.slowCallMs;
    const at = (this.#oldest + this.#calls) % this.#ends.length;
    this.#ends[at] = (outcome === 'fail' ? FAILED : 0) | (isSlow ? SLOW : 0);
    if (this.#endedAtMs !== undefined) this.#endedAtMs[at] = nowMs;
    this.#calls++;
    if (isSlow) this.#slow++;
    if (outcome === 'ok') return;
    this.#failed++;
    this.#lastFailure = cause;
  }

  /** Why the breaker should open after the call recorded last, for people; undefined when it should not. */
  causeToOpen(): string | undefined {
    const { minimumCalls, failureRate, slowCallRate, slowCallMs } = this.#settings;
    if (this.#calls < Math.min(minimumCalls, this.#ends.length)) return undefined;
    if (failureRate > 0 && this.#failed / this.#calls >= failureRate) {
      return `${this.#shareText(this.#failed)} failed (last: ${this.#lastFailure})`;
    }
    if (slowCallRate > 0 && this.#slow / this.#calls >= slowCallRate) {
      return `${this.#shareText(this.#slow)} took longer than ${slowCallMs / 1000} s`;
    }
    return undefined;
  }

  /** Why a trial that succeeded, but took so long, should open the breaker again; undefined when it should not. */
  causeOfSlowTrial(durationMs: number): string | undefined {
    const { slowCallRate, slowCallMs } = this.#settings;
    return slowCallRate > 0 && durationMs > slowCallMs
      ? `a slow trial (longer than ${slowCallMs / 1000} s)`
      : undefined;
  }

  figures(): WindowFigures {
    this.#dropAged();
    return { calls: this.#calls, failed: this.#failed, slow: this.#slow };
  }

  clear(): void {
    this.#calls = 0;
    this.#failed = 0;
    this.#slow = 0;
  }

  #shareText(part: number): string {
    const percent = Math.round((100 * part) / this.#calls);
    return this.#settings.type === 'calls'
      ? `${percent} % of the last ${this.#calls} calls`
      : `${percent} % of the ${this.#calls} calls of the last ${this.#settings.durationMs / 1000} s`;
  }

  /** Returns the time that it went by; in a window of calls nothing ages, and the clock is not looked at. */
  #dropAged(): number {
    if (this.#settings.type === 'calls' || this.#endedAtMs === undefined) return 0;
    const nowMs = this.#clock.nowMs();
    const keptFromMs = nowMs - this.#settings.durationMs;
    while (this.#calls > 0 && (this.#endedAtMs[this.#oldest] ?? 0) <= keptFromMs) this.#dropOldest();
    return nowMs;
  }

  #dropOldest(): void {
    const end = this.#ends[this.#oldest] ?? 0;
    if ((end & FAILED) !== 0) this.#failed--;
    if ((end & SLOW) !== 0) this.#slow--;
    this.#oldest = (this.#oldest + 1) % this.#ends.length;
    this.#calls--;
  }
}
