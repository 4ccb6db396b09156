import { describe, expect, it } from 'vitest';
import { createRulesAnswerer } from '../../../../src/core/simulator/rulesAnswerer.ts';
import { scenarioFromSnapshot } from '../../../../src/core/world/parseScenario.ts';
import { simulatePlan } from '../../../../src/core/world/simulation/simulate.ts';

function world(changes: object = {}): object {
  return {
    t: 0,
    player: { hp: 100, pos: { x: 2, y: 2 }, stance: 'crouch', orders: [] },
    me: { ammo: 30, cooldowns: {}, morale: 0.8, pos: { x: 2, y: 3 } },
    enemies: [{ id: 3, pos: { x: 12, y: 2 }, hp: 60 }],
    pois: [{ k: 'gate', pos: { x: 9, y: 9 } }],
    obstacles: [{ x: 6, y: 3 }],
    objective: 'gate',
    ...changes,
  };
}

describe('answer by rules', () => {
  it('is a plan that can be carried out in the world of the prompt', () => {
    const answer = createRulesAnswerer()(`Plan for this: ${JSON.stringify(world())} Now!`, true);
    const simulation = simulatePlan(JSON.parse(answer.text), scenarioFromSnapshot(world()));
    expect(simulation).toMatchObject({ executable: true, problems: [] });
  });

  it('is worked out once for one world, whatever the words around it', () => {
    const answer = createRulesAnswerer();
    expect(answer(`again ${JSON.stringify(world())}`, true)).toBe(answer(JSON.stringify(world()), true));
  });

  it('is the same for the same world, and another for another', () => {
    const answer = createRulesAnswerer();
    const here = answer(JSON.stringify(world()), true).text;
    expect(answer(`again ${JSON.stringify(world())}`, true).text).toBe(here);
    const elsewhere = { pois: [{ k: 'gate', pos: { x: 1, y: 7 } }] };
    expect(answer(JSON.stringify(world(elsewhere)), true).text).not.toBe(here);
  });

  it('says that there is no snapshot instead of inventing a plan', () => {
    const answer = createRulesAnswerer();
    expect(answer('Hello?', false).text).toMatch(/found no world snapshot/);
    expect(JSON.parse(answer('Hello?', true).text)).toEqual({ note: expect.stringMatching(/no world snapshot/) });
  });

  it('says what is wrong with a snapshot that it cannot read', () => {
    const broken = JSON.stringify(world({ me: { ammo: 'many' } }));
    expect(createRulesAnswerer()(broken, false).text).toMatch(/cannot read the world snapshot.*ammo/s);
  });
});
