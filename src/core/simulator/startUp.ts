/** The fault `not-ready`: a server that is still starting from its first refusal on, and is there after a while. */
export class StartUp {
  #endsMs: number | undefined;

  /** Whether it is starting now; monotonic time. */
  isUnderWay(nowMs: number): boolean {
    return this.#endsMs !== undefined && nowMs < this.#endsMs;
  }

  /** Begins it, unless it has been already. Returns whether the request that does so is to be refused. */
  begin(nowMs: number, loadingMs: number): boolean {
    if (this.#endsMs !== undefined) return false;
    this.#endsMs = nowMs + loadingMs;
    return true;
  }
}
