import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNumberSet } from '../../../../src/core/base/numberSets.ts';
import { questionOf } from '../../../../src/core/prompt/question.ts';
import { ScenarioKeyer } from '../../../../src/core/prompt/scenarioKey.ts';
import { factHashes, factsOf } from '../../../../src/core/prompt/worldFacts.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import type { WorldSnapshot } from '../../../../src/core/world/snapshot.ts';
import { anyScenario, anyScenarioPair } from '../../../support/arbitraryScenarios.ts';
import { makeScenario } from '../../../support/scenarios.ts';
import { disguised, later } from '../../../support/worldChanges.ts';

const textsOf = (scenario: Scenario): readonly string[] =>
  factsOf(scenario).map(({ path, value }) => JSON.stringify([path, value]));

function withSnapshot(changes: Record<string, unknown>): Scenario {
  const scenario = makeScenario();
  return { ...scenario, snapshot: { ...scenario.snapshot, ...changes } as WorldSnapshot };
}

describe('the facts of a scenario', () => {
  it('are what it says, each with a path for people', () => {
    const lines = factsOf(makeScenario(0, { obstacles: [{ x: 6, y: 4 }] })).map(
      ({ path, value }) => `${path} ${value}`,
    );
    expect(lines).toEqual([
      'scenario/rules/cooldowns enforced',
      'scenario/rules/line_of_sight enforced',
      'scenario/rules/stamina enforced',
      'objective reach the breach door',
      'me/ammo 20',
      'me/morale 0.8',
      'me/pos 3,2',
      'player/hp 90',
      'player/pos 2,2',
      'player/stance crouch',
      'player/orders/0 hold_east',
      'enemies/3/hp 60',
      'enemies/3/pos 8,2',
      'enemies/3/cover low',
      'enemies/3/last_seen -1.5',
      'pois/breach_door 10,6',
      'obstacles/6,4 blocked',
    ]);
  });

  it('hold what this version does not know, member by member', () => {
    const { me, enemies } = makeScenario().snapshot;
    const scenario = withSnapshot({
      weather: { rain: 0.5 },
      request_id: 'r-7',
      me: { ...me, stamina: 3, pos: { ...me.pos, z: 1 } },
      enemies: enemies.map((enemy) => ({ ...enemy, 'a/b': true })),
      pois: [{ k: 'door', pos: { x: 1, y: 2 }, open: true }],
      obstacles: [{ x: 6, y: 4, kind: 'wall' }],
    });
    const values = new Map(factsOf(scenario).map(({ path, value }) => [path, value]));
    expect(values.get('weather')).toBe('{"rain":0.5}');
    expect(values.get('me/stamina')).toBe('3');
    expect(values.get('me/pos')).toBe('3,2 {"z":1}');
    expect(values.get('enemies/3/a~1b')).toBe('true');
    expect(values.get('pois/door')).toBe('1,2 with {"open":true}');
    expect(values.get('obstacles/6,4')).toBe('{"kind":"wall"}');
    expect(values.has('request_id')).toBe(false);
  });

  it('cut long texts, and tell them apart all the same', () => {
    const values = ['a', 'b'].map((end) => {
      const facts = factsOf({ ...makeScenario(), instructions: `${'word '.repeat(500)}${end}` });
      return facts.find(({ path }) => path === 'scenario/instructions')?.value ?? '';
    });
    for (const value of values) expect(value).toMatch(/^word .{60,95}$/);
    expect(values[0]).not.toBe(values[1]);
  });

  it('do not mistake a text for one that was cut', () => {
    const instructionsOf = (instructions: string): string | undefined =>
      factsOf({ ...makeScenario(), instructions }).find(({ path }) => path === 'scenario/instructions')?.value;
    const cut = instructionsOf('x'.repeat(81)) ?? '';
    expect(instructionsOf(cut)).not.toBe(cut);
  });

  it('tell two enemies of one id apart, which a program may pass in', () => {
    const enemies = (first: number, second: number) => [
      { id: 3, hp: 10, pos: { x: first, y: 0 } },
      { id: 3, hp: 20, pos: { x: second, y: 0 } },
    ];
    const [one, other] = [withSnapshot({ enemies: enemies(1, 2) }), withSnapshot({ enemies: enemies(2, 1) })];
    expect(textsOf(one).toSorted()).not.toEqual(textsOf(other).toSorted());
  });
});

describe('for every scenario, the facts', () => {
  it('are the same in every disguise and at any later time', () => {
    fc.assert(
      fc.property(anyScenario, fc.integer(), fc.nat(4_000), (scenario, seed, quarters) => {
        const other = { ...scenario, snapshot: disguised(later(scenario.snapshot, quarters / 4), seed) };
        expect(textsOf(other)).toEqual(textsOf(scenario));
        expect(factHashes(other)).toEqual(factHashes(scenario));
      }),
      { numRuns: 300 },
    );
  });

  it('of two are the same exactly when their keys are', () => {
    const keyer = new ScenarioKeyer();
    const seen = { equal: 0, different: 0 };
    fc.assert(
      fc.property(anyScenarioPair, ([a, b]) => {
        const isSameKey = keyer.keyOf('statics', a) === keyer.keyOf('statics', b);
        expect(questionOf(a).canonical === questionOf(b).canonical).toBe(isSameKey);
        const [of, other] = [textsOf(a), textsOf(b)];
        expect(of.join('\n') === other.join('\n')).toBe(isSameKey);
        // As sets too, for an index knows no order.
        expect(of.length === other.length && of.every((text) => other.includes(text))).toBe(isSameKey);
        seen[isSameKey ? 'equal' : 'different']++;
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(seen.equal, seen.different)).toBeGreaterThan(100);
  });

  it('are there once each', () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        expect(new Set(textsOf(scenario)).size).toBe(textsOf(scenario).length);
      }),
      { numRuns: 300 },
    );
  });

  it('have the hashes that the index is given', () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const expected = toNumberSet(Uint32Array.from(factsOf(scenario), ({ hash }) => hash));
        expect(factHashes(scenario)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
