/** What an item of a `LinkedQueue` carries; the queue's to write, and undefined to begin with. */
export interface Links<T> {
  older: T | undefined;
  newer: T | undefined;
}

/** Items in the order in which they came, each of them taken out at the same small cost. */
export class LinkedQueue<T extends Links<T>> {
  #oldest: T | undefined;
  #newest: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get oldest(): T | undefined {
    return this.#oldest;
  }

  /** `item` must be in no queue. */
  add(item: T): void {
    item.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
    this.#size++;
  }

  has(item: T): boolean {
    return item.older !== undefined || item === this.#oldest;
  }

  /** False where it was not there. */
  delete(item: T): boolean {
    if (!this.has(item)) return false;
    const { older, newer } = item;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    item.older = item.newer = undefined;
    this.#size--;
    return true;
  }

  /** Forgets every item; none of them may be added again. */
  clear(): void {
    this.#oldest = this.#newest = undefined;
    this.#size = 0;
  }
}
