/** The newest `capacity` numbers, in the order in which they came; constant time each, and no garbage. */
export class RecentNumbers {
  readonly #numbers: Float64Array;
  #added = 0;

  constructor(capacity: number) {
    this.#numbers = new Float64Array(capacity);
  }

  add(value: number): void {
    this.#numbers[this.#added++ % this.#numbers.length] = value;
  }

  /** Oldest first. */
  list(): number[] {
    const { length } = this.#numbers;
    const next = this.#added % length;
    if (this.#added <= length) return [...this.#numbers.subarray(0, this.#added)];
    return [...this.#numbers.subarray(next), ...this.#numbers.subarray(0, next)];
  }
}
