import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketChains } from '../../../../src/core/cache/bucketChains.ts';

const LIMITS = [3, 2];

function search(chains: BucketChains, hashes: readonly number[]): number[] {
  const found = new Int32Array(5);
  return [...found.subarray(0, chains.search(Uint32Array.from(hashes), found))];
}

/** What a search must find, by going through everything: of each table the newest that share the hash, each once. */
function searchModel(slots: readonly { slot: number; hashes: readonly number[] }[], hashes: readonly number[]) {
  const found = new Set<number>();
  for (const [table, limit] of LIMITS.entries()) {
    const same = slots.filter((one) => one.hashes[table] === hashes[table]).toReversed();
    for (const { slot } of same.slice(0, limit)) found.add(slot);
  }
  return [...found];
}

// Fewer different hashes than the smallest table has buckets, so that no two of them share one.
const anyHashes = fc.tuple(fc.nat(7), fc.nat(7));
const anyStep = fc.record({
  type: fc.constantFrom('insert', 'insert', 'insert', 'remove', 'search', 'clear'),
  hashes: anyHashes,
  which: fc.nat(),
});

describe('bucket chains', () => {
  it('find, whatever was added and taken out, the newest of each bucket', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 400, size: 'max' }), (steps) => {
        const chains = new BucketChains(LIMITS);
        let slots: { slot: number; hashes: readonly number[] }[] = [];
        const free: number[] = [];
        for (const { type, hashes, which } of steps) {
          if (type === 'insert') {
            const slot = free.pop() ?? slots.length;
            chains.insert(slot, Uint32Array.from(hashes));
            slots.push({ slot, hashes });
          } else if (type === 'remove' && slots.length > 0) {
            const [gone] = slots.splice(which % slots.length, 1);
            if (gone === undefined) continue;
            chains.remove(gone.slot);
            free.push(gone.slot);
          } else if (type === 'clear' && which % 8 === 0) {
            chains.clear();
            slots = [];
            free.length = 0;
          }
          expect(search(chains, hashes)).toEqual(searchModel(slots, hashes));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('look at a bounded number, however many share a bucket', () => {
    const chains = new BucketChains(LIMITS);
    for (let slot = 0; slot < 5_000; slot++) chains.insert(slot, Uint32Array.of(7, 7));
    expect(search(chains, [7, 7])).toEqual([4_999, 4_998, 4_997]);
  });

  it('tell hashes apart that share a bucket', () => {
    const chains = new BucketChains(LIMITS);
    chains.insert(0, Uint32Array.of(1, 2));
    chains.insert(1, Uint32Array.of(1 + 2 ** 31, 2 + 2 ** 31));
    expect(search(chains, [1, 2])).toEqual([0]);
  });

  it('keep the order of age as they grow', () => {
    const chains = new BucketChains(LIMITS);
    chains.insert(70, Uint32Array.of(1, 2));
    chains.insert(3, Uint32Array.of(1, 2));
    chains.insert(200, Uint32Array.of(9, 9));
    expect(search(chains, [1, 2])).toEqual([3, 70]);
  });

  it('find nothing where nothing was added', () => {
    expect(search(new BucketChains(LIMITS), [0, 0])).toEqual([]);
  });
});
