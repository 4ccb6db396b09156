import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questionOf } from '../../../../src/core/prompt/question.ts';
import { ScenarioKeyer } from '../../../../src/core/prompt/scenarioKey.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import type { WorldSnapshot } from '../../../../src/core/world/snapshot.ts';
import { anyWorld } from '../../../support/arbitraryWorlds.ts';
import { makeScenario, makeSnapshot } from '../../../support/scenarios.ts';
import { disguised, later, withOneChange } from '../../../support/worldChanges.ts';

const keyer = new ScenarioKeyer();

function scenarioOf(snapshot: WorldSnapshot): Scenario {
  return { ...makeScenario(), snapshot, objective: undefined };
}

/** Two worlds have one key exactly when their canonical questions are equal. */
function expectSameVerdict(a: WorldSnapshot, b: WorldSnapshot): void {
  const [one, other] = [scenarioOf(a), scenarioOf(b)];
  const areEqual = questionOf(one).canonical === questionOf(other).canonical;
  expect(keyer.keyOf('statics', one) === keyer.keyOf('statics', other)).toBe(areEqual);
}

describe('for every world, the key', () => {
  it('is the same in every disguise and at any later time', () => {
    fc.assert(
      fc.property(anyWorld, fc.integer(), fc.nat(4_000), (world, seed, quarters) => {
        const other = disguised(later(world, quarters / 4), seed);
        expect(keyer.keyOf('statics', scenarioOf(other))).toBe(keyer.keyOf('statics', scenarioOf(world)));
      }),
      { numRuns: 400 },
    );
  });

  it('is another one after a single change, exactly when the question is', () => {
    fc.assert(
      fc.property(anyWorld, fc.nat(), (world, which) => expectSameVerdict(world, withOneChange(world, which))),
      { numRuns: 400 },
    );
  });
});

describe('the key', () => {
  const snapshot = makeSnapshot();
  const noise = { request_id: 'r-7' };
  const noisyCells = {
    me: { ...snapshot, me: { ...snapshot.me, pos: { ...snapshot.me.pos, ...noise } } },
    enemies: { ...snapshot, enemies: snapshot.enemies.map((enemy) => ({ ...enemy, pos: { ...enemy.pos, ...noise } })) },
    pois: { ...snapshot, pois: snapshot.pois.map((poi) => ({ ...poi, pos: { ...poi.pos, ...noise } })) },
    obstacles: { ...snapshot, obstacles: snapshot.obstacles.map((cell) => ({ ...cell, ...noise })) },
  };

  it.each(Object.entries(noisyCells))('does not follow a request id within the cells of %s', (_where, noisy) => {
    expect(questionOf(scenarioOf(noisy)).canonical).toBe(questionOf(scenarioOf(snapshot)).canonical);
    expectSameVerdict(snapshot, noisy);
  });

  it('tells texts apart that UTF-8 cannot', () => {
    const named = (stance: string): WorldSnapshot => ({ ...snapshot, player: { ...snapshot.player, stance } });
    expectSameVerdict(named('\ud800'), named('\ud801'));
  });
});
