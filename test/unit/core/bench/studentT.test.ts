import { describe, expect, it } from 'vitest';
import { studentT } from '../../../../src/core/bench/studentT.ts';

describe("Student's t", () => {
  // scipy.stats.t.ppf(p, df)
  it.each([
    [0.975, 4, 2.776],
    [0.975, 7, 2.365],
    [0.9997, 8, 5.462],
    [0.975, 23, 2.069],
    [0.999, 7, 4.785],
    [0.999, 15, 3.733],
    [0.99962, 23, 3.879],
    [0.99962, 46, 3.607],
  ])('has its %d quantile with %i degrees of freedom at %d', (probability, degrees, expected) => {
    expect(studentT(probability, degrees) / expected).toBeCloseTo(1, 2);
  });
});
