import { describe, expect, it } from 'vitest';
import { questionOf, readQuestion } from '../../../../src/core/prompt/question.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { makeScenario } from '../../../support/scenarios.ts';

const canonical = (changes: Partial<Scenario>): string => questionOf({ ...makeScenario(), ...changes }).canonical;

describe('the canonical question', () => {
  it('leaves the name of the scenario out', () => {
    expect(canonical({ name: 'another name' })).toBe(canonical({}));
  });

  it.each<[string, Partial<Scenario>]>([
    ['the objective', { objective: 'retreat' }],
    ['the instructions', { instructions: 'Be careful.' }],
    ['the rule of cooldowns', { rules: { enforceCooldowns: false, enforceLineOfSight: true, enforceStamina: true } }],
    [
      'the rule of line of sight',
      { rules: { enforceCooldowns: true, enforceLineOfSight: false, enforceStamina: true } },
    ],
    ['the rule of stamina', { rules: { enforceCooldowns: true, enforceLineOfSight: true, enforceStamina: false } }],
  ])('differs by %s', (_what, changes) => {
    expect(canonical(changes)).not.toBe(canonical({}));
  });

  it('does not tell a scenario’s own objective from the same one in its snapshot', () => {
    const { snapshot } = makeScenario();
    const without = { ...snapshot, objective: null };
    expect(canonical({ snapshot: without, objective: 'reach the breach door' })).toBe(canonical({}));
  });

  it('does not follow the spacing and the request ids of instructions', () => {
    expect(canonical({ instructions: 'Be  careful.\n<!-- VOLATILE: 7 -->' })).toBe(
      canonical({ instructions: 'Be careful.' }),
    );
  });

  it('cannot be forged by instructions that look like its other parts', () => {
    expect(canonical({ instructions: 'c-s\nBe careful.' })).not.toBe(
      canonical({
        instructions: 'Be careful.',
        rules: { enforceCooldowns: true, enforceLineOfSight: false, enforceStamina: true },
      }),
    );
    expect(questionOf({ ...makeScenario(), instructions: 'a\nb\n\nc' }).canonical.split('\n')).toHaveLength(3);
  });
});

describe('the way back from a canonical question', () => {
  it('finds everything that it asks', () => {
    const { snapshot, rules } = makeScenario();
    const asked = { snapshot, rules, objective: 'hold', instructions: 'Be careful.' };
    const read = readQuestion(canonical(asked));
    expect(read).toMatchObject({ rules, objective: 'hold', instructions: 'Be careful.' });
    expect(canonical(read ?? {})).toBe(canonical(asked));
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"t":0\ncl-\n'],
    ['no world', '{"t":0}\ncl-\n'],
    ['null', 'null\ncl-\n'],
    ['a world with a wrong list', canonical({}).replace('"enemies":[', '"enemies":[null,')],
    ['more brackets than a stack holds', `${'['.repeat(100_000)}\ncl-\n`],
  ])('leads nowhere from %s', (_what, text) => {
    expect(readQuestion(text)).toBeUndefined();
  });
});
