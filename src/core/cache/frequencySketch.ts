const ROWS = 4;
const MAX_COUNT = 255;

/**
 * How often keys were asked for lately, in a few bytes a key: a count-min sketch whose counts are halved every
 * `20 × capacity` accesses, so that yesterday's favourites fade. It may overestimate, never underestimate.
 * Source: Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission Policy" (2017).
 *
 * Keys must be digests: their characters are taken as they are for hash values.
 */
export class FrequencySketch {
  readonly #counts: Uint8Array;
  readonly #mask: number;
  readonly #sampleSize: number;
  #additions = 0;
  #era = 0;

  /** `capacity`: how many keys the cache beside it holds; memory is about 32 to 64 bytes for each. */
  constructor(capacity: number) {
    const width = 2 ** Math.ceil(Math.log2(Math.max(64, capacity * 8)));
    this.#mask = width - 1;
    this.#counts = new Uint8Array(width * ROWS);
    this.#sampleSize = Math.max(640, capacity * 20);
  }

  /** Grows by one at each halving; a count kept elsewhere is as old as the difference. */
  get era(): number {
    return this.#era;
  }

  add(key: string): void {
    for (let row = 0; row < ROWS; row++) {
      const slot = this.#slot(key, row);
      const count = this.#counts[slot] ?? 0;
      if (count < MAX_COUNT) this.#counts[slot] = count + 1;
    }
    this.tick();
  }

  /** Counts an access that is recorded elsewhere, so that fading keeps pace with all accesses. */
  tick(): void {
    if (++this.#additions >= this.#sampleSize) this.#halve();
  }

  /** How often `key` was added lately, at most 255. */
  estimate(key: string): number {
    let least = MAX_COUNT;
    for (let row = 0; row < ROWS; row++) least = Math.min(least, this.#counts[this.#slot(key, row)] ?? 0);
    return least;
  }

  /** Makes the estimate of `key` at least `count`: what is evicted takes its count with it. */
  raise(key: string, count: number): void {
    const bounded = Math.min(MAX_COUNT, count);
    for (let row = 0; row < ROWS; row++) {
      const slot = this.#slot(key, row);
      if ((this.#counts[slot] ?? 0) < bounded) this.#counts[slot] = bounded;
    }
  }

  /** Forgets every count. */
  clear(): void {
    this.#counts.fill(0);
    this.#additions = 0;
    this.#era = 0;
  }

  #slot(key: string, row: number): number {
    const at = row * 4;
    const bits = key.charCodeAt(at) ^ (key.charCodeAt(at + 1) << 5) ^ (key.charCodeAt(at + 2) << 10);
    const mixed = Math.imul(bits ^ (key.charCodeAt(at + 3) << 15), 0x9e3779b1);
    return row * (this.#mask + 1) + ((mixed >>> 8) & this.#mask);
  }

  #halve(): void {
    for (let i = 0; i < this.#counts.length; i++) this.#counts[i] = (this.#counts[i] ?? 0) >>> 1;
    this.#additions = this.#additions >>> 1;
    this.#era++;
  }
}
