/**
 * The type of one tool argument. `entity` is the id of something in the snapshot; `vec` is `{"x":int,"y":int}`.
 * In files it is written `i32`, `u32`, `f32`, `string`, `bool`, `vec`, `entity`, `enum[a,b]`, with a trailing `?`
 * for optional and `[]` for a list.
 */
export type ArgType =
  | { readonly type: 'i32' | 'u32' | 'f32' | 'string' | 'bool' | 'vec' | 'entity' }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  | { readonly type: 'list'; readonly of: ArgType };

export interface ToolArg {
  readonly name: string;
  readonly type: ArgType;
  readonly optional: boolean;
}

/** A condition that must hold before a step: named, not code. `arg` names the argument it looks at. */
export type ToolCheck =
  | { readonly check: 'reachable'; readonly arg: string }
  | { readonly check: 'knownEntity'; readonly arg: string }
  | { readonly check: 'inRange'; readonly arg: string; readonly maxDistance: number }
  | { readonly check: 'lineOfSight'; readonly arg: string }
  | { readonly check: 'ammo'; readonly rounds: number };

/** What a step does to the world: named, not code. */
export type ToolEffect =
  | { readonly effect: 'moveTo'; readonly arg: string }
  | { readonly effect: 'approach'; readonly arg: string; readonly distanceArg?: string; readonly distance?: number }
  | { readonly effect: 'retreat'; readonly arg: string; readonly distanceArg: string }
  | { readonly effect: 'spendAmmo'; readonly rounds: number }
  | { readonly effect: 'restoreAmmo'; readonly rounds: number }
  | { readonly effect: 'damage'; readonly arg: string; readonly hp: number }
  | { readonly effect: 'damageArea'; readonly radiusArg?: string; readonly radius?: number; readonly hp: number }
  | { readonly effect: 'wait'; readonly arg: string };

export type ToolCategory =
  | 'Movement'
  | 'Offensive'
  | 'Defensive'
  | 'Equipment'
  | 'Tactical'
  | 'Utility'
  | 'Legacy'
  | 'Custom';

/** One tool a plan may use. */
export interface ToolSpec {
  /** Matched exactly against a step's `act`. */
  readonly name: string;
  readonly category: ToolCategory;
  readonly description: string;
  readonly args: readonly ToolArg[];
  /** Seconds until the tool can be used again. */
  readonly cooldownS?: number;
  /** The key of this tool in the snapshot's `me.cooldowns`; the tool's snake_case name where absent. */
  readonly cooldownKey?: string;
  readonly requires: readonly ToolCheck[];
  readonly effects: readonly ToolEffect[];
}

/** Rules of the world that a scenario can switch on or off. */
export interface WorldRules {
  readonly enforceCooldowns: boolean;
  readonly enforceLineOfSight: boolean;
  readonly enforceStamina: boolean;
}

/** The tools of one scenario, by exact name. Immutable: a prompt prepared from it is kept by its identity. */
export interface ToolRegistry {
  readonly name: string;
  readonly tools: readonly ToolSpec[];
  readonly byName: ReadonlyMap<string, ToolSpec>;
}

/** Makes a registry; the first of two tools with one name would be lost, so that throws a `RangeError`. */
export function createRegistry(name: string, tools: readonly ToolSpec[]): ToolRegistry {
  const byName = new Map<string, ToolSpec>();
  for (const tool of tools) {
    if (byName.has(tool.name)) throw new RangeError(`Registry "${name}" lists the tool "${tool.name}" twice.`);
    byName.set(tool.name, tool);
  }
  return { name, tools, byName };
}
