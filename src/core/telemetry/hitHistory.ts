/** So long one figure of the history stands for, milliseconds. */
const HIT_BUCKET_MS = 10_000;
/** Ten minutes. */
const BUCKETS = 60;

/** How often the cache had the answer over the last ten minutes, in steps of ten seconds. Costs two additions a lookup. */
export class HitHistory {
  readonly #hits = new Uint32Array(BUCKETS);
  readonly #lookups = new Uint32Array(BUCKETS);
  /** Number of the newest bucket, counted from the epoch. */
  #newest = 0;

  /** `atMs`: calendar time, milliseconds since the epoch. A clock that was set back adds to the newest bucket. */
  add(atMs: number, isHit: boolean): void {
    const bucket = Math.floor(atMs / HIT_BUCKET_MS);
    if (bucket > this.#newest) this.#turnTo(bucket);
    const at = this.#newest % BUCKETS;
    this.#lookups[at] = (this.#lookups[at] ?? 0) + 1;
    if (isHit) this.#hits[at] = (this.#hits[at] ?? 0) + 1;
  }

  /** Hit ratios (0..1) of the ten minutes until `nowMs`, oldest first; null where nothing was looked up. */
  ratios(nowMs: number): (number | null)[] {
    const bucket = Math.floor(nowMs / HIT_BUCKET_MS);
    if (bucket > this.#newest) this.#turnTo(bucket);
    return Array.from({ length: BUCKETS }, (_, index) => {
      const at = (this.#newest + 1 + index) % BUCKETS;
      const lookups = this.#lookups[at] ?? 0;
      return lookups === 0 ? null : (this.#hits[at] ?? 0) / lookups;
    });
  }

  /** The cache starts anew. */
  clear(): void {
    this.#hits.fill(0);
    this.#lookups.fill(0);
  }

  #turnTo(bucket: number): void {
    const passed = Math.min(BUCKETS, bucket - this.#newest);
    for (let i = 0; i < passed; i++) {
      const at = (bucket - i) % BUCKETS;
      this.#hits[at] = 0;
      this.#lookups[at] = 0;
    }
    this.#newest = bucket;
  }
}
