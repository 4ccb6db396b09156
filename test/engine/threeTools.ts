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

const i32 = { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 };
const entity = { type: 'integer', minimum: 0, maximum: 4_294_967_295 };

function step(act: string, args: object, optional: readonly string[] = []): object {
  const required = ['act', ...Object.keys(args).filter((name) => !optional.includes(name))];
  return { type: 'object', properties: { act: { const: act }, ...args }, required, additionalProperties: false };
}

/** The JSON schema of plans that use them, by hand. */
export const threeToolsSchema = {
  type: 'object',
  properties: {
    plan_id: { type: 'string', maxLength: 16 },
    steps: {
      type: 'array',
      minItems: 1,
      maxItems: 4,
      items: {
        anyOf: [
          step('MoveTo', { x: i32, y: i32, speed: { enum: ['walk', 'run', 'sprint'] } }, ['speed']),
          step('MarkTarget', { target_id: entity }),
          step('Scan', { radius: { type: 'number', minimum: 0 } }),
        ],
      },
    },
  },
  required: ['plan_id', 'steps'],
  additionalProperties: false,
};

/** A world to plan for with them; `number` makes different ones. */
export function threeToolScenario(number: number): Scenario {
  const me = { ammo: number, cooldowns: {}, morale: 0.8, pos: { x: 3, y: 2 } };
  return { ...scenarioFromSnapshot(makeSnapshot({ me }), `world ${number}`), registry: threeTools };
}
