/** Requests in their order, as a cache meets them. */
export interface Trace {
  /** The product's key of request `i`. */
  readonly keyOf: (i: number) => string;
  /** What each request asks: equal numbers for equal questions, told apart without the product's key. */
  readonly questions: readonly number[];
  /** When each came, milliseconds, from 1 up and never falling; all at one moment where absent. */
  readonly timesMs?: readonly number[];
  /** How long an entry may be served. */
  readonly ttlMs: number;
}

/** Numbers for `items`: equal ones have one, by the order in which they are first met. */
export function numbered(items: readonly string[]): readonly number[] {
  const known = new Map<string, number>();
  return items.map((item) => {
    const number = known.get(item) ?? known.size;
    known.set(item, number);
    return number;
  });
}
