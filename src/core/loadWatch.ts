import type { Clock } from './base/clock.ts';

/** Since when the server reads a model from disk, as far as the attempts under way have noticed. */
export class LoadWatch {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #waiting = 0;
  #sinceAtMs = 0;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** One attempt has begun to wait for a load, or no longer does. */
  note(isLoading: boolean): void {
    if (isLoading && this.#waiting === 0) this.#sinceAtMs = this.#clock.wallMs();
    this.#waiting += isLoading ? 1 : -1;
    this.#onChange();
  }

  /** Calendar time, milliseconds since the epoch; nothing while no model is loaded. */
  snapshot(): { readonly loadingSinceAtMs?: number } {
    return this.#waiting === 0 ? {} : { loadingSinceAtMs: this.#sinceAtMs };
  }
}
