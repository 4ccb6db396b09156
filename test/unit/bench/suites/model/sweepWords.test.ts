import { describe, expect, it } from 'vitest';
import { paysUpTo, type SweepPoint, sweepWords } from '../../../../../bench/suites/model/sweepWords.ts';

const sweep = (...goodputs: readonly number[]): readonly SweepPoint[] =>
  goodputs.map((goodput, i) => ({ concurrency: 2 ** i, requests: 12, goodput, p50Ms: 100 * 2 ** i }));

describe('the words of a sweep', () => {
  it('say that more at a time does not pay on a server that takes one after the other', () => {
    expect(sweepWords(sweep(4, 4.1, 3.9))).toBe(
      'More than 1 at a time does not pay: 1 gives 4 plans per second of 100 ms each, but 4 gives 3.90 plans per second of 400 ms each. Leave planscope.queue.maxConcurrent at 1.',
    );
  });

  it('say where it stops paying, and what to set', () => {
    const words = sweepWords(sweep(4, 7.8, 8, 8.1));
    expect(words).toContain('Up to 2 at a time pay');
    expect(words).toContain('8 gives 8.10 plans per second');
    expect(words).toContain('Set planscope.queue.maxConcurrent to 2.');
  });

  it('say that it still pays where the last one is the best by far', () => {
    expect(sweepWords(sweep(4, 8, 16))).toContain('still pays at 4, the most that was tried');
  });

  it('take a gain of less than a tenth for chance', () => {
    expect(paysUpTo(sweep(4, 4.4))?.concurrency).toBe(1);
    expect(paysUpTo(sweep(4, 4.5))?.concurrency).toBe(2);
  });

  it('claim nothing of what was not measured', () => {
    expect(sweepWords(sweep(4))).toContain('nothing can be said about more');
    expect(sweepWords([])).toContain('nothing can be said');
    expect(sweepWords(sweep(0, 0))).toContain('No request gave an executable plan');
    const [point] = sweep(4, 4);
    expect(sweepWords([{ ...point, p50Ms: null } as SweepPoint, ...sweep(4, 4).slice(1)])).toContain('not estimable');
  });
});
