import { abortReason } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { CoreError } from '../base/errors.ts';

/** The phases of a request that have a limit of their own. */
export type DeadlinePhase = 'connect' | 'first-byte' | 'silence' | 'total';

/** Limits in milliseconds. */
export interface DeadlineSettings {
  readonly connectMs: number;
  /** From the request being sent to the first byte; long, since a cold model loads in it. */
  readonly firstByteMs: number;
  /** Between two pieces of an answer. */
  readonly silenceMs: number;
  /** The whole request: every attempt, wait and tier that asks the model. */
  readonly totalMs: number;
}

const WHAT_HAPPENED = {
  connect: 'The server did not accept the connection',
  'first-byte': 'The server accepted the request but sent nothing',
  silence: 'The server stopped in the middle of its answer and sent nothing more',
  total: 'The request, retries included, was not done',
} satisfies Record<DeadlinePhase, string>;

const SETTING = {
  connect: 'planscope.deadlines.connectMs',
  'first-byte': 'planscope.deadlines.firstByteMs',
  silence: 'planscope.deadlines.silenceMs',
  total: 'planscope.deadlines.totalMs',
} satisfies Record<DeadlinePhase, string>;

/** A limit of time passed. `code` is the phase with `-timeout`. Retryable but for the total. */
export class DeadlineError extends CoreError {
  readonly phase: DeadlinePhase;
  readonly limitMs: number;

  constructor(phase: DeadlinePhase, limitMs: number) {
    const message = `${WHAT_HAPPENED[phase]} within ${limitMs / 1000} s (setting ${SETTING[phase]}).`;
    super(`${phase}-timeout`, message, { retryable: phase !== 'total' });
    this.phase = phase;
    this.limitMs = limitMs;
  }
}

/**
 * A timer that comes so much later than asked for was held up by something that held us up too: a suspended machine,
 * a debugger. Where the monotonic clock went on meanwhile, that time is taken off: nobody could have answered in it,
 * and what did arrive is not read yet.
 */
const HELD_UP_MS = 5_000;

/** How often to look, so that no more than this of the time before a hold-up is lost. */
const LOOK_EVERY_MS = 5_000;

/**
 * The limits of one attempt, phase by phase. `signal` aborts with a `DeadlineError` when a phase takes too long,
 * or with the outer signal's own reason when that aborts: a user's cancel is never reported as a timeout.
 * Tell it of progress; dispose it when the attempt is over.
 */
export class AttemptDeadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #limits: DeadlineSettings;
  readonly #outer: AbortSignal;
  readonly #onOuterAbort: () => void;
  #phase: 'connect' | 'first-byte' | 'silence' = 'connect';
  /** When the phase began, or in `silence` the last bytes came. */
  #sinceMs: number;
  #timer: Disposable | undefined;
  #isDisposed = false;

  constructor(options: { readonly clock: Clock; readonly limits: DeadlineSettings; readonly outer: AbortSignal }) {
    this.#clock = options.clock;
    this.#limits = options.limits;
    this.#outer = options.outer;
    this.#sinceMs = this.#clock.nowMs();
    this.#onOuterAbort = () => this.#controller.abort(abortReason(this.#outer));
    if (this.#outer.aborted) this.#onOuterAbort();
    else this.#outer.addEventListener('abort', this.#onOuterAbort, { once: true });
    this.#watch(this.#shortestMs());
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The socket is connected: from now on the first byte is awaited. */
  connected(): void {
    this.#enter('first-byte');
  }

  /** Bytes arrived: from now on silence is watched. Cheap enough for every chunk. */
  data(): void {
    this.#enter('silence');
  }

  /** Ends the attempt for a reason of the caller's own: `signal` aborts with it. */
  end(reason: Error): void {
    this.#controller.abort(reason);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#outer.removeEventListener('abort', this.#onOuterAbort);
  }

  #enter(phase: 'first-byte' | 'silence'): void {
    this.#phase = phase;
    this.#sinceMs = this.#clock.nowMs();
  }

  /** One timer for all phases: when it is due it looks how long the present one really lasts. */
  #watch(delayMs: number): void {
    if (this.#isDisposed) return;
    const dueMs = this.#clock.nowMs() + delayMs;
    this.#timer = this.#clock.setTimer(delayMs, () => {
      const nowMs = this.#clock.nowMs();
      const lateMs = nowMs - dueMs;
      if (lateMs > HELD_UP_MS) this.#sinceMs = Math.min(nowMs, this.#sinceMs + lateMs);
      const limitMs = this.#limitMs();
      const remainingMs = limitMs - (nowMs - this.#sinceMs);
      if (remainingMs > 0) this.#watch(Math.min(remainingMs, this.#shortestMs()));
      else this.#controller.abort(new DeadlineError(this.#phase, limitMs));
    });
  }

  #limitMs(): number {
    const { connectMs, firstByteMs, silenceMs } = this.#limits;
    switch (this.#phase) {
      case 'connect':
        return connectMs;
      case 'first-byte':
        return firstByteMs;
      case 'silence':
        return silenceMs;
    }
  }

  /** A phase that begins meanwhile may have a shorter limit than the present one. */
  #shortestMs(): number {
    const { connectMs, firstByteMs, silenceMs } = this.#limits;
    return Math.min(connectMs, firstByteMs, silenceMs, LOOK_EVERY_MS);
  }
}

/** The limit for a whole request, running. */
export interface TotalDeadline extends Disposable {
  /** What is left of it, milliseconds; 0 once it has passed. */
  remainingMs(): number;
}

/** The limit for a whole request: calls `abort` with a `DeadlineError` of phase `total` when it passes. */
export function startTotalDeadline(
  options: { readonly clock: Clock; readonly totalMs: number },
  abort: (reason: DeadlineError) => void,
): TotalDeadline {
  const { clock, totalMs } = options;
  let endsAtMs = clock.nowMs() + totalMs;
  const remainingMs = (): number => Math.max(0, endsAtMs - clock.nowMs());
  const watch = (): Disposable => {
    const delayMs = Math.min(remainingMs(), LOOK_EVERY_MS);
    const dueMs = clock.nowMs() + delayMs;
    return clock.setTimer(delayMs, () => {
      const lateMs = clock.nowMs() - dueMs;
      if (lateMs > HELD_UP_MS) endsAtMs += lateMs;
      if (remainingMs() > 0) timer = watch();
      else abort(new DeadlineError('total', totalMs));
    });
  };
  let timer = watch();
  return { remainingMs, dispose: () => timer.dispose() };
}
