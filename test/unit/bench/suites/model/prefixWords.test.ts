import { describe, expect, it } from 'vitest';
import { placeWords, prefixAdvice, prefixCache } from '../../../../../bench/suites/model/prefixWords.ts';

const cost = (p50: number, low: number, high: number) => ({ p50, interval: [low, high] as const });
const unknown = { p50: null, interval: null };

describe('whether a prefix cache is seen', () => {
  it.each([
    [
      'a changed head costs most of the prefill',
      { costMs: cost(800, 700, 900), headMs: 1_000, cachedShare: null },
      'seen',
    ],
    ['the cost may be chance', { costMs: cost(800, -10, 900), headMs: 1_000, cachedShare: null }, 'not seen'],
    [
      'the cost is certain, but next to nothing',
      { costMs: cost(9, 1, 20), headMs: 1_000, cachedShare: null },
      'not seen',
    ],
    ['a changed head is even cheaper', { costMs: cost(-5, -9, -1), headMs: 100, cachedShare: null }, 'not seen'],
    ['the server says that it had the tokens', { costMs: unknown, headMs: null, cachedShare: 0.9 }, 'seen'],
    ['the server says that it had none', { costMs: cost(1, -1, 3), headMs: 100, cachedShare: 0 }, 'not seen'],
    ['there are too few pairs', { costMs: unknown, headMs: 100, cachedShare: null }, 'not estimable'],
  ] as const)('where %s', (_, measured, expected) => {
    expect(prefixCache(measured)).toBe(expected);
  });
});

describe('what follows from it', () => {
  const measured = { costMs: cost(800, 700, 900), pairs: 16, source: 'server', answerer: 'server' } as const;

  it('names the cost with its interval and what to keep the same', () => {
    const [advice] = prefixAdvice('seen', measured);
    expect(advice).toContain('800 ms more after a changed head');
    expect(advice).toContain('95 % interval 700 ms to 900 ms, 16 pairs, by the server');
    expect(advice).toContain('Keep the tools');
  });

  it('asks to see why a real server does not, and not of the simulator', () => {
    const less = { ...measured, costMs: cost(-5, -9, 1) };
    expect(prefixAdvice('not seen', less).join(' ')).toContain('5 ms less after a changed head');
    expect(prefixAdvice('not seen', less).join(' ')).toContain('see why this one does not');
    expect(prefixAdvice('not seen', { ...less, answerer: 'simulator' }).join(' ')).not.toContain('see why');
  });

  it('says so where both take the same', () => {
    expect(prefixAdvice('not seen', { ...measured, costMs: cost(0, 0, 0) })[0]).toContain(
      'takes as long after a changed head as after a changed tail',
    );
  });

  it('says how many pairs are missing', () => {
    expect(prefixAdvice('not estimable', { ...measured, costMs: unknown, pairs: 1 })).toEqual([
      'Whether the server keeps a prefix is not estimable: 1 pair of requests were answered in the time, and it takes 6.',
    ]);
  });
});

it('names a place in a prompt by character, estimated token, share and part', () => {
  expect(placeWords({ character: 1_788, part: 'tools' }, 11_920)).toBe(
    'character 1,788 of 11,920 (about token 447, 15 % of it), in its part "tools"',
  );
});
