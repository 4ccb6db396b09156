import { describe, expect, it } from 'vitest';
import { outliersOf } from '../../../../src/core/bench/outliers.ts';

/** Quartiles 25 and 75: mild beyond -50 and 150, severe beyond -125 and 225. */
const even = Array.from({ length: 101 }, (_, i) => i);

describe('outliers', () => {
  it('are mild beyond 1.5 interquartile ranges and severe beyond 3, on both sides', () => {
    const far = [-126, -51, ...even, 151, 226].sort((a, b) => a - b);
    // The four move the quartiles by one place: 24 and 76, fences -54 / 154 and -132 / 232.
    expect(outliersOf(far)).toEqual({ mild: 2, severe: 0 });
    expect(outliersOf([-140, -60, ...even, 160, 240].sort((a, b) => a - b))).toEqual({ mild: 2, severe: 2 });
  });

  it('are none among equal samples, and none can be told among seven', () => {
    expect(outliersOf(new Array(50).fill(3))).toEqual({ mild: 0, severe: 0 });
    expect(outliersOf([1, 1, 1, 1, 1, 1, 1_000])).toEqual({ mild: 0, severe: 0 });
  });
});
