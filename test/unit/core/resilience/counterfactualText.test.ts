import { describe, expect, it } from 'vitest';
import type { Counterfactual, Replay } from '../../../../src/core/resilience/counterfactual.ts';
import { counterfactualText } from '../../../../src/core/resilience/counterfactualText.ts';

const replay = (ok = 0, fail = 0): Replay => ({
  transitions: [],
  spans: [{ state: 'closed', fromMs: 1_000, toMs: 60_000 }],
  refused: { ok, fail, neutral: 0 },
});
const result = (over: Partial<Counterfactual>): Counterfactual => ({
  calls: 9,
  present: replay(),
  other: replay(),
  presentOpenedAtMs: undefined,
  otherOpenedAtMs: undefined,
  unknownMs: 0,
  ...over,
});
const text = (over: Partial<Counterfactual>): string => counterfactualText(result(over), 'A threshold of 3');

describe('a counterfactual in words', () => {
  it('says how much earlier or later it would have opened, and what it would have refused', () => {
    expect(text({ presentOpenedAtMs: 20_000, otherOpenedAtMs: 8_000, other: replay(1, 4) })).toBe(
      'A threshold of 3 would have opened the breaker 12 s earlier. It would have refused 4 calls that failed and 1 call that succeeded.',
    );
    expect(text({ presentOpenedAtMs: 8_000, otherOpenedAtMs: 9_250 })).toBe(
      'A threshold of 3 would have opened the breaker 1.3 s later. It would have refused none of the recorded calls.',
    );
  });

  it('says when only one of the two opened, or neither, or both at once', () => {
    expect(text({ otherOpenedAtMs: 8_000 })).toContain('after 7.0 s, where it stayed closed');
    expect(text({ presentOpenedAtMs: 8_000 })).toBe('A threshold of 3 would not have opened the breaker.');
    expect(text({})).toBe('A threshold of 3 would not have opened the breaker either.');
    expect(text({ presentOpenedAtMs: 8_000, otherOpenedAtMs: 8_000 })).toContain('at the same moment');
  });

  it('says for how long nothing is known', () => {
    expect(text({ presentOpenedAtMs: 8_000, unknownMs: 30_000 })).toBe(
      'A threshold of 3 would not have opened the breaker. Of 30 s in which it would have let calls through nothing is known: the breaker that was recorded refused them.',
    );
  });
});
