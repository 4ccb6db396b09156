/** Something that holds a timer, a listener, a socket or a process. `dispose` may be called more than once. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and ends them in reverse order; what is added too late is ended at once. */
export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Takes ownership of `item` and returns it. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Ends everything owned, also when one of them throws; the first error is thrown at the end. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const item of this.#items.reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#items.length = 0;
    if (errors.length > 0) throw errors[0];
  }
}
