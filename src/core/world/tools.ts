/**
 * The type of one tool argument. `entity` is the id of something in the snapshot; `vec` is `{"x":int,"y":int}`;
 * `min` is the smallest value allowed. How it is written in files: `parseArgType` in `argType.ts`.
 */
export type ArgType =
  | { readonly type: 'i32' | 'u32' | 'f32'; readonly min?: number }
  | { readonly type: 'string' | 'bool' | 'vec' | 'entity' }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  | { readonly type: 'list'; readonly of: ArgType };

export interface ToolArg {
  readonly name: string;
  readonly type: ArgType;
  readonly optional: boolean;
}

/**
 * A condition that must hold before a step: named, not code. `arg` names the argument it looks at: a `vec`, an
 * entity's id, a list of either, or `xy` for the cell in the two arguments `x` and `y`. A condition on an optional
 * argument that the step leaves out holds. That a tool is off cooldown is required of every tool.
 */
export type ToolCheck =
  | { readonly check: 'reachable'; readonly arg: string }
  | { readonly check: 'knownEntity'; readonly arg: string }
  | { readonly check: 'inRange'; readonly arg: string; readonly maxDistance: number }
  | { readonly check: 'lineOfSight'; readonly arg: string }
  | { readonly check: 'ammo'; readonly rounds: number };

/**
 * What a step does to the world: named, not code. `arg` as in `ToolCheck`; `moveTo` a list ends at its last cell.
 * `distance` and `radius` are in grid units, `hp` in hit points. `restoreAmmo` fills up to `rounds`. `wait` lets the
 * seconds in `arg` pass; no other step takes game time, as the engine carries out a plan's steps in one tick.
 */
export type ToolEffect =
  | { readonly effect: 'moveTo'; readonly arg: string }
  | { readonly effect: 'approach'; readonly arg: string; readonly distanceArg?: string; readonly distance?: number }
  | { readonly effect: 'retreat'; readonly arg: string; readonly distanceArg?: string; readonly distance?: number }
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
  /**
   * The key of this tool in the snapshot's `me.cooldowns`, where `{item}` stands for the argument `item`; the tool's
   * name where absent. Keys are compared without case, `_`, `-` and spaces, as engines write them in several ways.
   */
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

/** The tools of one scenario. Immutable: a prompt prepared from it is kept by its identity. */
export interface ToolRegistry {
  readonly name: string;
  /** What a prompt offers. */
  readonly tools: readonly ToolSpec[];
  /** What a plan may use, by exact name: `tools`, and those that the engine still carries out without offering them. */
  readonly byName: ReadonlyMap<string, ToolSpec>;
}

/**
 * Makes a registry of `tools`; `unoffered` may be used by a plan but are in no prompt.
 * The first of two tools with one name would be lost, so that throws a `RangeError`.
 */
export function createRegistry(
  name: string,
  tools: readonly ToolSpec[],
  unoffered: readonly ToolSpec[] = [],
): ToolRegistry {
  const byName = new Map<string, ToolSpec>();
  for (const tool of [...tools, ...unoffered]) {
    if (byName.has(tool.name)) throw new RangeError(`Registry "${name}" lists the tool "${tool.name}" twice.`);
    byName.set(tool.name, tool);
  }
  return { name, tools, byName };
}
