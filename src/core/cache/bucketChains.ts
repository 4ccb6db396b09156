const NONE = -1;
const FIRST_CAPACITY = 64;

/**
 * Hash tables side by side, one for each of `limits`: every slot (a small whole number) stands in each of them, in the
 * bucket of its hash there. A bucket is a chain with the newest slot first, and a search follows it for at most the
 * table's limit, so a search costs the same however many slots share a bucket.
 *
 * Typed arrays that double when they are full: 16 bytes a slot and table, at most twice that with what is free.
 */
export class BucketChains {
  readonly #limits: readonly number[];
  #capacity = 0;
  /** The newest slot of each bucket, table by table; there are as many buckets as slots have room. */
  #heads = new Int32Array(0);
  /** Of each slot, for each table: its hash, and the next older and newer slot of the bucket. */
  #hashes = new Uint32Array(0);
  #older = new Int32Array(0);
  #newer = new Int32Array(0);
  /** Of each slot, the last search that saw it. */
  #seen = new Uint32Array(0);
  #search = 0;

  constructor(limits: readonly number[]) {
    this.#limits = limits;
  }

  /** Adds a slot that is not there; `hashes` has one for each table. */
  insert(slot: number, hashes: Uint32Array): void {
    while (slot >= this.#capacity) this.#grow();
    this.#hashes.set(hashes, slot * this.#limits.length);
    for (let table = 0; table < this.#limits.length; table++) this.#link(slot, table);
  }

  /** Takes out a slot that is there. */
  remove(slot: number): void {
    const tables = this.#limits.length;
    for (let table = 0; table < tables; table++) {
      const place = slot * tables + table;
      const older = this.#older[place] as number;
      const newer = this.#newer[place] as number;
      if (newer === NONE) this.#heads[this.#bucket(table, this.#hashes[place] as number)] = older;
      else this.#older[newer * tables + table] = older;
      if (older !== NONE) this.#newer[older * tables + table] = newer;
    }
  }

  /**
   * Writes to `found` the slots that have an equal hash in some table, each once, and returns how many there are: at
   * most the sum of the limits, which `found` must have room for.
   */
  search(hashes: Uint32Array, found: Int32Array): number {
    if (this.#capacity === 0) return 0;
    this.#search = (this.#search + 1) >>> 0;
    const tables = this.#limits.length;
    let count = 0;
    for (let table = 0; table < tables; table++) {
      const hash = hashes[table] as number;
      let slot = this.#heads[this.#bucket(table, hash)] as number;
      for (let steps = this.#limits[table] as number; slot !== NONE && steps > 0; steps--) {
        const place = slot * tables + table;
        if (this.#hashes[place] === hash && this.#seen[slot] !== this.#search) {
          this.#seen[slot] = this.#search;
          found[count++] = slot;
        }
        slot = this.#older[place] as number;
      }
    }
    return count;
  }

  /** Takes out everything and gives the memory back. */
  clear(): void {
    this.#capacity = 0;
    this.#heads = this.#older = this.#newer = new Int32Array(0);
    this.#hashes = this.#seen = new Uint32Array(0);
  }

  #bucket(table: number, hash: number): number {
    return table * this.#capacity + (hash & (this.#capacity - 1));
  }

  #link(slot: number, table: number): void {
    const tables = this.#limits.length;
    const place = slot * tables + table;
    const bucket = this.#bucket(table, this.#hashes[place] as number);
    const head = this.#heads[bucket] as number;
    this.#older[place] = head;
    this.#newer[place] = NONE;
    if (head !== NONE) this.#newer[head * tables + table] = slot;
    this.#heads[bucket] = slot;
  }

  /** Twice the room. A bucket becomes two, and within each the order of age stays. */
  #grow(): void {
    const tables = this.#limits.length;
    const [heads, newer, capacity] = [this.#heads, this.#newer, this.#capacity];
    this.#capacity = Math.max(FIRST_CAPACITY, 2 * capacity);
    this.#heads = new Int32Array(tables * this.#capacity).fill(NONE);
    this.#hashes = enlarged(this.#hashes, new Uint32Array(tables * this.#capacity));
    this.#seen = enlarged(this.#seen, new Uint32Array(this.#capacity));
    const older = this.#older;
    this.#older = new Int32Array(tables * this.#capacity);
    this.#newer = new Int32Array(tables * this.#capacity);
    for (let table = 0; table < tables; table++) {
      for (let bucket = 0; bucket < capacity; bucket++) {
        let slot = heads[table * capacity + bucket] as number;
        if (slot === NONE) continue;
        for (let next = slot; next !== NONE; next = older[slot * tables + table] as number) slot = next;
        for (; slot !== NONE; slot = newer[slot * tables + table] as number) this.#link(slot, table);
      }
    }
  }
}

function enlarged<T extends Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
