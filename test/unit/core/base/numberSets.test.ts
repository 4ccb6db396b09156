import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jaccardIndex, toNumberSet } from '../../../../src/core/base/numberSets.ts';

const anySet = fc
  .array(fc.oneof(fc.nat(30), fc.constantFrom(2 ** 32 - 1, 2 ** 31)), { maxLength: 30 })
  .map((values) => toNumberSet(Uint32Array.from(values)));

function byDefinition(a: Uint32Array, b: Uint32Array): number {
  const union = new Set([...a, ...b]).size;
  return union === 0 ? 1 : (a.length + b.length - union) / union;
}

describe('a set of numbers', () => {
  it('is in ascending order without repeats', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (values) => {
        const expected = [...new Set(values)].sort((one, other) => one - other);
        expect([...toNumberSet(Uint32Array.from(values))]).toEqual(expected);
      }),
    );
  });
});

describe('the Jaccard index', () => {
  it('is what its definition says, whatever the sets', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        expect(jaccardIndex(a, b)).toBe(byDefinition(a, b));
      }),
    );
  });

  it('is undefined exactly below the minimum', () => {
    const anyMinimum = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1));
    fc.assert(
      fc.property(anySet, anySet, anyMinimum, (a, b, minimum) => {
        const index = byDefinition(a, b);
        expect(jaccardIndex(a, b, minimum)).toBe(index < minimum ? undefined : index);
        expect(jaccardIndex(a, b, index)).toBe(index);
      }),
    );
  });
});
