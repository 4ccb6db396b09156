import type { Clock } from '../../core/base/clock.ts';
import type { Disposable } from '../../core/base/disposable.ts';
import type { Connection } from '../../core/connect.ts';
import { LOOK_EVERY_MS } from '../../core/connectWhenLoaded.ts';

/** A model that takes longer to load is waited for no more: nobody may want it any longer. */
const GIVE_UP_MS = 10 * 60 * 1_000;

/** Looks for a server again by itself while it is found to be loading its model. */
export class LoadingWatch implements Disposable {
  readonly #clock: Clock;
  readonly #look: () => void;
  #sinceMs: number | undefined;
  #timer: Disposable | undefined;
  #isDisposed = false;

  constructor(options: { readonly clock: Clock; readonly look: () => void }) {
    this.#clock = options.clock;
    this.#look = options.look;
  }

  /** Another look is to come. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** A search begins, whoever wanted it: its end says how to go on. */
  searching(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  /** A search ended: where it found a server that lacks time, another one follows. */
  found({ lacks }: Connection): void {
    this.searching();
    if (this.#isDisposed) return;
    if (lacks !== 'time') {
      this.#sinceMs = undefined;
      return;
    }
    const nowMs = this.#clock.nowMs();
    this.#sinceMs ??= nowMs;
    if (nowMs + LOOK_EVERY_MS - this.#sinceMs > GIVE_UP_MS) return;
    this.#timer = this.#clock.setTimer(LOOK_EVERY_MS, this.#look);
  }

  /** The user looks anew: what was waited for so far does not count. */
  startOver(): void {
    this.searching();
    this.#sinceMs = undefined;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.startOver();
  }
}
