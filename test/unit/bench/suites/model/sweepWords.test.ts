import { describe, expect, it } from 'vitest';
import { paysUpTo, type SweepPoint, sweepWords } from '../../../../../bench/suites/model/sweepWords.ts';

const sweep = (...goodputs: readonly number[]): readonly SweepPoint[] =>
  goodputs.map((goodput, i) => ({
    concurrency: 2 ** i,
    requests: 12,
    answersPerSecond: 2 * goodput,
    goodput,
    p50Ms: 100 * 2 ** i,
  }));

describe('the words of a sweep', () => {
  it('say that more at a time does not pay on a server that takes one after the other', () => {
    expect(sweepWords(sweep(4, 4.1, 3.9))).toBe(
      'More than 1 at a time does not pay: 1 gives 8 answers and 4 executable plans per second, each after 100 ms, but 4 gives 7.80 answers and 3.90 executable plans per second, each after 400 ms. Leave planscope.queue.maxConcurrent at 1.',
    );
  });

  it('say where it stops paying, and what to set', () => {
    const words = sweepWords(sweep(4, 7.8, 8, 8.1));
    expect(words).toContain('Up to 2 at a time pay');
    expect(words).toContain('8 gives 16.2 answers and 8.10 executable plans per second');
    expect(words).toContain('Set planscope.queue.maxConcurrent to 2.');
  });

  it('say that it still pays where the last one is the best by far', () => {
    expect(sweepWords(sweep(4, 8, 16))).toContain('still pays at 4, the most that was tried');
  });

  it('take a gain of less than a tenth for chance', () => {
    expect(paysUpTo(sweep(4, 4.4))?.concurrency).toBe(1);
    expect(paysUpTo(sweep(4, 4.5))?.concurrency).toBe(2);
  });

  it('go by what the server does, not by how many of a dozen answers happened to be good', () => {
    const [one, two] = sweep(4, 4);
    const lucky = { ...two, answersPerSecond: 8, goodput: 7.5 } as SweepPoint;
    expect(paysUpTo([one as SweepPoint, lucky])?.concurrency).toBe(1);
  });

  it('claim nothing of what was not measured', () => {
    expect(sweepWords(sweep(4))).toContain('nothing can be said about more');
    expect(sweepWords([])).toContain('nothing can be said');
    expect(sweepWords(sweep(0, 0))).toContain('No request gave an executable plan');
    const [point] = sweep(4, 4);
    expect(sweepWords([{ ...point, p50Ms: null } as SweepPoint, ...sweep(4, 4).slice(1)])).toContain('not estimable');
  });
});
