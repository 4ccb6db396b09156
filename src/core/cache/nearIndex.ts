import { jaccardIndex } from '../base/numberSets.ts';
import { BucketChains } from './bucketChains.ts';
import { BANDS, MinHash, WIDE_BANDS } from './minHash.ts';

/** How many entries of one bucket a search looks at, the newest first: 384 in all, each once. */
const WIDE_BUCKET = 32;
const NARROW_BUCKET = 16;
const LIMITS = Array.from({ length: BANDS }, (_, band) => (band < WIDE_BANDS ? WIDE_BUCKET : NARROW_BUCKET));

/** The entry that was found, and how similar it is: the exact Jaccard index of the two sets of features, 0..1. */
export interface Near<Id> {
  readonly id: Id;
  readonly similarity: number;
}

/**
 * Finds the most similar of many sets of numbers without looking at all of them. Similarity is the Jaccard index: the
 * features that both have, over those that either has. Only entries of the same group are compared.
 *
 * Candidates come from MinHash and banding (`MinHash`), at most 384 for a search, the newest of each bucket first; so a
 * search takes hardly longer among a hundred thousand entries than among a thousand. What is returned is exactly as
 * similar as it says. That something similar is overlooked is possible: fewer than one in a thousand at a similarity of
 * 0.9, more where thousands of entries resemble each other and so fill the buckets, up to one in ten.
 *
 * Memory for an entry: up to 800 bytes, and its features (4 bytes each), which are kept as they are, not copied.
 */
export class NearIndex<Id> {
  readonly #minHash = new MinHash();
  readonly #chains = new BucketChains(LIMITS);
  readonly #slots = new Map<Id, number>();
  readonly #bands = new Uint32Array(BANDS);
  readonly #found = new Int32Array(LIMITS.reduce((sum, limit) => sum + limit, 0));
  #entries: (Entry<Id> | undefined)[] = [];
  #free: number[] = [];

  /** How many entries there are. */
  get size(): number {
    return this.#slots.size;
  }

  /**
   * Adds an entry as the newest; one with this id is replaced. `features` must be in ascending order without repeats,
   * spread over all 32 bits as hashes are, and stay as they are.
   */
  add(id: Id, group: string, features: Uint32Array): void {
    this.remove(id);
    const slot = this.#free.pop() ?? this.#entries.length;
    this.#entries[slot] = { id, group, features };
    this.#slots.set(id, slot);
    this.#minHash.hash(group, features, this.#bands);
    this.#chains.insert(slot, this.#bands);
  }

  /** Takes an entry out, if it is there. */
  remove(id: Id): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#chains.remove(slot);
    this.#slots.delete(id);
    this.#entries[slot] = undefined;
    this.#free.push(slot);
  }

  /** The most similar entry of `group` that was found at or above `minSimilarity`. */
  nearest(group: string, features: Uint32Array, minSimilarity: number): Near<Id> | undefined {
    this.#minHash.hash(group, features, this.#bands);
    const count = this.#chains.search(this.#bands, this.#found);
    let nearest: Near<Id> | undefined;
    for (let i = 0; i < count; i++) {
      const entry = this.#entries[this.#found[i] as number];
      if (entry === undefined || entry.group !== group) continue;
      const similarity = jaccardIndex(features, entry.features, nearest?.similarity ?? minSimilarity);
      if (similarity === undefined || similarity === nearest?.similarity) continue;
      nearest = { id: entry.id, similarity };
    }
    return nearest;
  }

  /** Takes out every entry. */
  clear(): void {
    this.#chains.clear();
    this.#slots.clear();
    this.#entries = [];
    this.#free = [];
  }
}

interface Entry<Id> {
  readonly id: Id;
  readonly group: string;
  readonly features: Uint32Array;
}
