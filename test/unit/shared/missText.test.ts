import { describe, expect, it } from 'vitest';
import type { ExplainedMiss } from '../../../src/core/missLog.ts';
import type { KeyDifference } from '../../../src/core/prompt/explainMiss.ts';
import type { KeyParts } from '../../../src/core/prompt/keyParts.ts';
import { missText } from '../../../src/shared/missText.ts';

const parts: KeyParts = {
  statics: {
    model: 'phi3',
    answerer: 'server',
    temperature: 0,
    maxOutputTokens: 512,
    contextTokens: 8_192,
    template: 'a',
    tools: [],
  },
  question: '{}\n---\n',
};
const miss = { requestId: 3, scenario: 'two_enemies.snapshot.json', atMs: new Date(2026, 4, 1, 14, 3, 7).getTime() };
const NEVER = 'A plan that was made by another model, or with other tools or settings, is never served.';

const explained = (differences: readonly KeyDifference[], cached = 12): ExplainedMiss => ({
  miss,
  explanation: { nearest: parts, similarity: 0.9375, differences },
  cached,
  isKeptNow: false,
});
const hp: KeyDifference = { part: 'world/enemies/3/hp', asked: '60', known: '55' };
const wall: KeyDifference = { part: 'world/obstacles/6,4', asked: 'blocked', known: undefined };
const door: KeyDifference = { part: 'world/pois/door', asked: undefined, known: '' };
const model: KeyDifference = { part: 'model', asked: 'phi3', known: 'mistral' };

describe('the explanation of a miss', () => {
  it('says which request it was, what differs from the nearest plan, and how much is the same', () => {
    expect(missText(explained([hp, wall, door]))).toBe(
      [
        '# Why request 3 missed the cache',
        'two\\_enemies\\.snapshot\\.json, at 14:03:07',
        '**The nearest of 12 cached plans differs in 3 parts of its key.**',
        [
          '| Part | This request | The cached plan |',
          '|:--|:--|:--|',
          '| enemies/3/hp | 60 | 55 |',
          '| obstacles/6,4 | blocked | *not there* |',
          '| pois/door | *not there* | *empty* |',
        ].join('\n'),
        'Of what the two questions say 93.8 % is the same.\n',
      ].join('\n\n'),
    );
    expect(missText(explained([hp], 1))).toContain('**The only cached plan differs in 1 part of its key.**');
  });

  it('says of another model and the like that their plans are never served', () => {
    expect(missText(explained([model]))).toContain(NEVER);
    expect(missText(explained([model]))).not.toContain('is the same');
    expect(missText(explained([model, hp]))).toMatch(/is the same\.\n\nA plan that was made by another model/);
    const rule: KeyDifference = { part: 'scenario/rules/stamina', asked: 'enforced', known: 'not enforced' };
    expect(missText(explained([rule]))).not.toContain(NEVER);
  });

  it('counts what has no row', () => {
    const many = Array.from({ length: 15 }, (_, i) => ({ ...wall, part: `world/obstacles/${i},0` }));
    const text = missText(explained(many));
    expect(text).toContain('differs in 15 parts');
    expect(text).toContain('obstacles/11,0');
    expect(text).not.toContain('obstacles/12,0');
    expect(text).toContain('… and in 3 more.');
  });

  it.each([
    [undefined, 'was empty'],
    ['cleared', 'was cleared'],
    ['expired', 'too old'],
  ] as const)('says why there is nothing to compare with (%s)', (gone, expected) => {
    const nothing = { miss, explanation: { nearest: undefined }, cached: 0, isKeptNow: false } as const;
    const text = missText(gone === undefined ? nothing : { ...nothing, gone });
    expect(text).toContain(expected);
    expect(text).not.toContain('kept since');
  });

  it('says that its own plan is there by now', () => {
    const text = missText({ ...explained([hp]), isKeptNow: true });
    expect(text).toMatch(/\n\nIts own plan was kept since: the next question that is the same finds it\.\n$/);
  });

  it('takes no word of a world for markup, and keeps each row in one line', () => {
    const nasty = '![x](http://a) *b* `d` <img src=e>\n\n# f | g';
    const text = missText(explained([{ part: `world/${nasty}`, asked: nasty, known: '1' }]));
    const escaped = '\\!\\[x\\]\\(http\\://a\\) \\*b\\* \\`d\\` \\<img src=e\\> \\# f \\| g';
    expect(text).toContain(`| ${escaped} | ${escaped} | 1 |\n`);
  });

  it('cuts what is long', () => {
    expect(missText(explained([{ ...hp, asked: 'x'.repeat(5_000) }])).length).toBeLessThan(500);
  });
});
