import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../../src/core/prompt/firstDifference.ts';
import { type PromptPart, promptParts, systemText, userText } from '../../../../src/core/prompt/prompt.ts';
import { questionOf } from '../../../../src/core/prompt/question.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { createRegistry } from '../../../../src/core/world/tools.ts';
import { makeScenario } from '../../../support/scenarios.ts';

const partsOf = (scenario: Scenario): readonly PromptPart[] => promptParts(scenario, questionOf(scenario).snapshotText);

describe('the parts of a prompt', () => {
  it('are together the texts that the model is sent', () => {
    const scenario = { ...makeScenario(), instructions: 'Be quick.' };
    const text = partsOf(scenario)
      .map((part) => part.text)
      .join('');
    expect(text).toBe(systemText(scenario.registry, 'full') + userText(scenario, questionOf(scenario).snapshotText));
  });

  it('begin with what is the same in every prompt', () => {
    expect(partsOf({ ...makeScenario(), instructions: 'Be quick.' }).map(({ name }) => name)).toEqual([
      'rules',
      'tools',
      'examples',
      'world',
      'instructions',
      'question',
    ]);
  });
});

describe('the first difference of two prompts', () => {
  const scenario = makeScenario();

  it('is none where the texts are the same', () => {
    expect(firstDifference(partsOf(scenario), partsOf(scenario))).toBeUndefined();
  });

  it('lies in the world where only that changed, behind the whole static part', () => {
    const later = { ...scenario, snapshot: { ...scenario.snapshot, me: { ...scenario.snapshot.me, ammo: 99 } } };
    const found = firstDifference(partsOf(scenario), partsOf(later));
    expect(found?.part).toBe('world');
    expect(found?.character).toBeGreaterThan(systemText(scenario.registry, 'full').length);
  });

  it('lies in the tools where one of them changed, and right behind what is the same', () => {
    const [first, ...others] = scenario.registry.tools;
    if (first === undefined) throw new Error('There is no tool.');
    const registry = createRegistry('other', [{ ...first, description: `!${first.description}` }, ...others]);
    const [before, after] = [partsOf(scenario), partsOf({ ...scenario, registry })];
    const found = firstDifference(before, after);
    expect(found?.part).toBe('tools');
    const text = after.map((part) => part.text).join('');
    expect(text.charAt(found?.character ?? -1)).toBe('!');
  });

  it('at the first character of a part lies in that part', () => {
    const prompt = (world: string): readonly PromptPart[] => [
      { name: 'examples', text: 'ab' },
      { name: 'world', text: world },
    ];
    expect(firstDifference(prompt('c'), prompt('d'))).toEqual({ character: 2, part: 'world' });
  });

  it.each([
    ['ab', 'abc', 2],
    ['abc', 'ab', 2],
    ['', 'a', 0],
  ])('of %j and %j is at the end of the shorter one', (one, other, character) => {
    const part = (text: string): readonly PromptPart[] => [{ name: 'world', text }];
    expect(firstDifference(part(one), part(other))).toEqual({ character, part: 'world' });
  });
});
