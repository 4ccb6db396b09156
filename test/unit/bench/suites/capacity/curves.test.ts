import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacitiesFor, hitsByCapacity } from '../../../../../bench/suites/capacity/curves.ts';
import { numbered, type Trace } from '../../../../../bench/suites/capacity/trace.ts';
import { CaseFailure } from '../../../../../src/core/bench/benchCase.ts';
import { digest } from '../../../../support/digests.ts';
import { FakeClock } from '../../../../support/fakeClock.ts';

const never = new AbortController().signal;
const clock = new FakeClock();

function traceOf(questions: readonly number[], more: Partial<Trace> = {}): Trace {
  return { questions, ttlMs: 1_000, keyOf: (i) => digest(questions[i] ?? -1), ...more };
}

describe('the sizes that are tried', () => {
  it.each([
    [9, 1_000, 8, [1, 2, 5, 10, 1_000]],
    [10, 10, 8, [1, 2, 5, 10]],
    [1_000, 1_000, 8, [5, 10, 20, 50, 100, 200, 500, 1_000]],
    [3_461, 1_000, 8, [20, 50, 100, 200, 500, 1_000, 2_000, 5_000]],
    [3_461, 300, 4, [300, 500, 1_000, 2_000, 5_000]],
    [1, 1, 8, [1]],
  ])('for %i questions and %i entries in use, %i of the series', (questions, current, count, sizes) => {
    expect(capacitiesFor(questions, current, count)).toEqual(sizes);
  });
});

describe('the hits by size', () => {
  it('are those of the product, of plain LRU and of the best', () => {
    // A loop over three questions: LRU always throws out what comes next; the best lets two of them stay, 9 hits each.
    const loop = Array.from({ length: 30 }, (_, i) => i % 3);
    const [two, three] = hitsByCapacity(traceOf(loop), [2, 3], clock, never);
    expect(two).toEqual({ capacity: 2, planscope: expect.any(Number), lru: 0, optimum: 18 });
    expect(two?.planscope).toBeGreaterThan(10);
    expect(three).toEqual({ capacity: 3, planscope: 27, lru: 27, optimum: 27 });
  });

  it('are never more than the best, whatever is asked, and whenever', () => {
    const asked = fc.array(fc.tuple(fc.nat(12), fc.nat(400)), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(asked, (requests) => {
        let nowMs = 1;
        const timesMs = requests.map(([, passed]) => (nowMs += passed));
        const trace = traceOf(
          requests.map(([question]) => question),
          { timesMs },
        );
        for (const { planscope, lru, optimum } of hitsByCapacity(trace, [1, 3, 20], clock, never)) {
          expect(planscope).toBeLessThanOrEqual(optimum);
          expect(lru).toBeLessThanOrEqual(optimum);
        }
      }),
    );
  });

  it('take an entry that is too old for none', () => {
    const questions = [1, 1, 1];
    const [point] = hitsByCapacity(traceOf(questions, { timesMs: [1, 1_001, 1_002] }), [5], clock, never);
    // Made at 1, good until 1,001; made anew at 1,002. The bound lets an entry live on with each request.
    expect(point).toEqual({ capacity: 5, planscope: 1, lru: 1, optimum: 2 });
  });

  it('fail where a key stands for two questions', () => {
    const trace = traceOf([1, 2], { keyOf: () => digest('same') });
    expect(() => hitsByCapacity(trace, [5], clock, never)).toThrow(CaseFailure);
  });

  it('end when they are cancelled', () => {
    const cancelled = AbortSignal.abort(new Error('enough'));
    expect(() => hitsByCapacity(traceOf([1, 2]), [5], clock, cancelled)).toThrow('enough');
  });
});

describe('numbers for questions', () => {
  it('are equal for equal ones alone', () => {
    expect(numbered(['b', 'a', 'b', 'c', 'a'])).toEqual([0, 1, 0, 2, 1]);
  });
});
