/** Calls `run` at most once every `intervalMs`, however often it is asked to: at once when idle, then at the interval's end. */
export class Throttle {
  readonly #intervalMs: number;
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isRequested = false;
  #isDisposed = false;

  constructor(intervalMs: number, run: () => void) {
    this.#intervalMs = intervalMs;
    this.#run = run;
  }

  request(): void {
    if (this.#isDisposed) return;
    if (this.#timer !== undefined) {
      this.#isRequested = true;
      return;
    }
    this.#timer = setTimeout(() => this.#intervalOver(), this.#intervalMs);
    this.#run();
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  #intervalOver(): void {
    this.#timer = undefined;
    if (!this.#isRequested) return;
    this.#isRequested = false;
    this.request();
  }
}
