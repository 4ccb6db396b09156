import { defaultRegistry } from '../../src/core/world/defaultRegistry.ts';
import { scenarioFromSnapshot } from '../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../src/core/world/scenario.ts';
import { createRegistry, type ToolRegistry } from '../../src/core/world/tools.ts';
import { makeSnapshot } from '../support/scenarios.ts';

const NAMES: readonly string[] = ['MoveTo', 'MarkTarget', 'Scan'];

/** Three of the default tools: enough for every kind of number, an optional argument and a choice of words. */
export const threeTools: ToolRegistry = createRegistry(
  'three tools',
  defaultRegistry.tools.filter(({ name }) => NAMES.includes(name)),
);

/** A world to plan for with them; `number` makes different ones. */
export function threeToolScenario(number: number): Scenario {
  const me = { ammo: number, cooldowns: {}, morale: 0.8, pos: { x: 3, y: 2 } };
  return { ...scenarioFromSnapshot(makeSnapshot({ me }), `world ${number}`), registry: threeTools };
}
