import { defaultTools, legacyTools } from './defaultTools.ts';
import { createRegistry, type ToolRegistry } from './tools.ts';

const COMMON_TOOLS: ReadonlySet<string> = new Set([
  'MoveTo',
  'Approach',
  'Retreat',
  'TakeCover',
  'Attack',
  'AoEAttack',
  'ThrowExplosive',
  'ThrowSmoke',
  'Block',
  'Heal',
  'Reload',
  'MarkTarget',
  'Distract',
  'Scan',
  'Wait',
]);

/** The engine's 37 tools; a plan may also use its two legacy tools, `Throw` and `Revive`. A constant. */
export const defaultRegistry: ToolRegistry = createRegistry('default', defaultTools(), legacyTools());

/** The 15 most common tools: those of the engine's simplified prompt (14), and `Wait`. A constant. */
export const simplifiedRegistry: ToolRegistry = createRegistry(
  'simplified',
  defaultTools().filter((tool) => COMMON_TOOLS.has(tool.name)),
);
