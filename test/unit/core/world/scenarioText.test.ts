import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { scenarioText } from '../../../../src/core/world/scenarioText.ts';
import { createRegistry } from '../../../../src/core/world/tools.ts';
import { anyWorldDocument } from '../../../support/arbitraryDocuments.ts';
import { anyScenario } from '../../../support/arbitraryScenarios.ts';
import { makeScenario } from '../../../support/scenarios.ts';

function read(text: string): Scenario {
  const parsed = parseScenario(text, 'test');
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.scenario;
}

function comparable({ registry, ...scenario }: Scenario): unknown {
  return JSON.parse(JSON.stringify({ ...scenario, tools: registry.tools }));
}

describe('a scenario as a file', () => {
  it('reads back as the same planning problem', () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        expect(comparable(read(scenarioText(scenario)))).toEqual(comparable(scenario));
      }),
    );
  });

  it.each(['', '/very/long'.repeat(40)])('reads back what was named after the %s that it came from', (source) => {
    const parsed = parseScenario(JSON.stringify(makeScenario().snapshot), source);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(comparable(read(scenarioText(parsed.scenario)))).toEqual(comparable(parsed.scenario));
    expect(source.endsWith(parsed.scenario.name.replace(/^…|^scenario$/, ''))).toBe(true);
  });

  it('names no tools where they are the engine’s, of whichever copy of the program', () => {
    const scenario = makeScenario();
    expect(JSON.parse(scenarioText({ ...scenario, registry: structuredClone(scenario.registry) }))).not.toHaveProperty(
      'tools',
    );
    const fewer = createRegistry('default', scenario.registry.tools.slice(1));
    expect(JSON.parse(scenarioText({ ...scenario, registry: fewer }))).toHaveProperty('tools');
  });

  it('keeps the tools, rules and expectations of a file of one’s own', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyWorldDocument, (document) => {
        const parsed = parseScenario(JSON.stringify(document), 'test');
        if (!parsed.ok) return;
        accepted++;
        expect(comparable(read(scenarioText(parsed.scenario)))).toEqual(comparable(parsed.scenario));
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('keeps a tool with every kind of rule', () => {
    const tools = [
      {
        name: 'Throw',
        description: 'Throws.',
        args: { item: 'enum[smoke,frag]', cell: 'vec', target_id: 'entity?', radius: 'f32>=0', seconds: 'f32' },
        cooldown_s: 4,
        requires: [
          { check: 'reachable', arg: 'cell' },
          { check: 'known_entity', arg: 'target_id' },
          { check: 'in_range', arg: 'cell', max_distance: 8 },
          { check: 'line_of_sight', arg: 'cell' },
          { check: 'ammo', rounds: 2 },
        ],
        effects: [
          { effect: 'move_to', arg: 'cell' },
          { effect: 'approach', arg: 'cell', distance: 2 },
          { effect: 'retreat', arg: 'cell', distance: 'radius' },
          { effect: 'spend_ammo', rounds: 2 },
          { effect: 'restore_ammo', rounds: 9 },
          { effect: 'damage', arg: 'target_id', hp: 5 },
          { effect: 'damage_area', radius: 'radius', hp: 7 },
          { effect: 'damage_area', radius: 3, hp: 7 },
          { effect: 'wait', arg: 'seconds' },
          { effect: 'set_cooldown', seconds: 4, key: 'throw:{item}' },
        ],
      },
    ];
    const snapshot = {
      t: 0,
      player: { hp: 1, pos: { x: 0, y: 0 }, stance: 'crouch', orders: [] },
      me: { ammo: 1, cooldowns: {}, morale: 1, pos: { x: 0, y: 0 } },
      enemies: [],
      pois: [],
      obstacles: [],
    };
    const scenario = read(JSON.stringify({ name: 'Yard', snapshot, tools, expect: { uses: ['Throw'], max_steps: 3 } }));
    expect(scenario.registry.tools[0]?.effects).toHaveLength(9);
    expect(JSON.parse(scenarioText(scenario))).toMatchObject({ tools, expect: { uses: ['Throw'], max_steps: 3 } });
    expect(comparable(read(scenarioText(scenario)))).toEqual(comparable(scenario));
  });
});
