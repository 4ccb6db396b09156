import { describe, expect, it } from 'vitest';
import type { KeyDifference, MissExplanation } from '../../../src/core/prompt/explainMiss.ts';
import type { KeyParts } from '../../../src/core/prompt/keyParts.ts';
import { explanationText } from '../../../src/shared/missText.ts';

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

const of = (...differences: KeyDifference[]): MissExplanation => ({ nearest: parts, similarity: 0.9375, differences });
const hp: KeyDifference = { part: 'world/enemies/3/hp', asked: '60', known: '55' };
const wall: KeyDifference = { part: 'world/obstacles/6,4', asked: 'blocked', known: undefined };
const door: KeyDifference = { part: 'world/pois/door', asked: undefined, known: '1,2' };

describe('the explanation of a miss', () => {
  it('names what differs from the nearest plan, and how much is the same', () => {
    expect(explanationText(of(hp, wall), { cached: 12 })).toBe(
      'The nearest of 12 cached plans differs in 2 parts of its key: enemies/3/hp is 60, was 55; ' +
        'obstacles/6,4 is blocked, was not there.\nOf what the two questions say 93.8 % is the same.',
    );
    expect(explanationText(of(door), { cached: 1 })).toMatch(
      /^The only cached plan differs in 1 part of its key: pois\/door is not there, was 1,2\.\n/,
    );
  });

  it('says of another model and the like that their plans are never served', () => {
    const model: KeyDifference = { part: 'model', asked: 'phi3', known: 'mistral' };
    expect(explanationText(of(model), { cached: 3 })).toBe(
      'The nearest of 3 cached plans differs in 1 part of its key: model is phi3, was mistral.\n' +
        'A plan that was made by another model, or with other tools or settings, is never served.',
    );
    expect(explanationText(of(model, hp), { cached: 3 }).split('\n')).toHaveLength(3);
    const rule: KeyDifference = { part: 'scenario/rules/stamina', asked: 'enforced', known: 'not enforced' };
    expect(explanationText(of(rule), { cached: 3 })).not.toContain('never');
  });

  it('counts what it does not name', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ ...wall, part: `world/obstacles/${i},0` }));
    const [line] = explanationText(of(...many), { cached: 2 }).split('\n');
    expect(line).toContain('differs in 9 parts');
    expect(line).toContain('obstacles/5,0');
    expect(line).not.toContain('obstacles/6,0');
    expect(line).toMatch(/; and 3 more\.$/);
  });

  it('says that the plan is there by now', () => {
    expect(explanationText(of(), { cached: 2 })).toContain('is cached now');
  });

  it.each([
    [undefined, 'was empty'],
    ['cleared', 'was cleared'],
    ['expired', 'too old'],
  ] as const)('says why there is nothing to compare with (%s)', (gone, expected) => {
    const circumstances = gone === undefined ? { cached: 0 } : { cached: 0, gone };
    expect(explanationText({ nearest: undefined }, circumstances)).toContain(expected);
  });

  it('stays plain text in Markdown, whatever a world says', () => {
    const nasty = '![x](http://a) *b* _c_ `d` <img src=e>\n# f | ~~g~~ \\h snake_case';
    const text = explanationText(of({ part: `world/${nasty}`, asked: nasty, known: '' }), { cached: 2 });
    expect(text.split('\n')).toHaveLength(2);
    expect(text).not.toMatch(/[`*[\]<>|\\~]|(^|\W)_|_(\W|$)/);
    expect(text).toContain('snake_case, was empty');
  });

  it('cuts what is long', () => {
    const text = explanationText(of({ ...hp, asked: 'x'.repeat(5_000) }), { cached: 2 });
    expect(text.length).toBeLessThan(400);
  });
});
