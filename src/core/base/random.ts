/** A source of uniform numbers in [0, 1). */
export interface Random {
  next(): number;
}

/** The platform's generator: unseeded, not for secrets. */
export const systemRandom: Random = { next: () => Math.random() };

/**
 * A seeded generator: the same seed gives the same sequence on every machine.
 * Algorithm: Mulberry32 (Tommy Ettinger, 2017; public domain), period 2^32.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    },
  };
}

/** A whole number in [0, exclusiveMax). */
export function randomInt(random: Random, exclusiveMax: number): number {
  return Math.floor(random.next() * exclusiveMax);
}

/** One of `items`, which must not be empty. */
export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[randomInt(random, items.length)] ?? items[0];
}

/** A copy of `items` in random order (Fisher–Yates). */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = randomInt(random, i + 1);
    const a = copy[i] as T;
    copy[i] = copy[j] as T;
    copy[j] = a;
  }
  return copy;
}
