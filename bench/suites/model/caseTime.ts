import type { Clock } from '../../../src/core/base/clock.ts';
import type { Disposable } from '../../../src/core/base/disposable.ts';
import type { BenchMode } from '../../../src/core/bench/benchCase.ts';
import type { Context } from '../../support/fixtures.ts';

/**
 * How long a case asks, milliseconds. After `beginMs` no further request begins; at `endMs`, shortly before the runner
 * would stop the case and lose what it has, the one under way is ended.
 */
const LIMITS = {
  quick: { beginMs: 8_000, endMs: 18_000 },
  full: { beginMs: 90_000, endMs: 140_000 },
} as const satisfies Record<BenchMode, object>;

/** The time budget of one case: a slow model gives fewer samples, not a run without an end. Dispose it at the end. */
export class CaseTime implements Disposable {
  /** For the requests: aborts with the case's own signal, and when its time is over. */
  readonly signal: AbortSignal;
  readonly #context: Context;
  readonly #startMs: number;
  readonly #end = new AbortController();
  readonly #timer: Disposable;

  constructor(context: Context) {
    this.#context = context;
    this.#startMs = context.clock.nowMs();
    this.#timer = context.clock.setTimer(LIMITS[context.mode].endMs, () => this.#end.abort());
    this.signal = AbortSignal.any([context.signal, this.#end.signal]);
  }

  get clock(): Clock {
    return this.#context.clock;
  }

  /** Whether a request that takes `expectedMs` still ends in time. */
  has(expectedMs: number): boolean {
    const elapsedMs = this.#context.clock.nowMs() - this.#startMs;
    return !this.signal.aborted && elapsedMs + expectedMs <= LIMITS[this.#context.mode].beginMs;
  }

  /** Whether a request was ended because the case's time is over, and not because the run is. */
  get isOver(): boolean {
    return this.#end.signal.aborted && !this.#context.signal.aborted;
  }

  /** What `isOver` means for the reader. */
  get words(): string {
    const { mode } = this.#context;
    const advice = mode === 'quick' ? ' Run it without --quick: that gives it more.' : '';
    return `The model gave no answer within the ${LIMITS[mode].endMs / 1_000} s that a case has in ${mode} mode.${advice}`;
  }

  dispose(): void {
    this.#timer.dispose();
  }
}
