import { parseArgType } from './argType.ts';
import type { ToolArg, ToolCategory, ToolCheck, ToolEffect, ToolSpec } from './tools.ts';

interface Row {
  /** Argument types in the syntax of `parseArgType`. */
  readonly args?: Readonly<Record<string, string>>;
  readonly cooldownS?: number;
  readonly cooldownKey?: string;
  readonly requires?: readonly ToolCheck[];
  readonly effects?: readonly ToolEffect[];
}

/** Grid units. The engine's own demo perceives enemies up to 12 cells away; nobody aims at what is not perceived. */
const AIM_RANGE = 12;
/** Rounds; the engine's `Reload` fills up to this. */
const FULL_MAGAZINE = 30;
/** Rounds that the engine takes for a burst of `CoverFire`. */
const BURST = 3;

const knowsTarget: ToolCheck = { check: 'knownEntity', arg: 'target_id' };
const seesTarget: ToolCheck = { check: 'lineOfSight', arg: 'target_id' };
const targetInRange: ToolCheck = { check: 'inRange', arg: 'target_id', maxDistance: AIM_RANGE };
const seesCell: ToolCheck = { check: 'lineOfSight', arg: 'xy' };
const target = { target_id: 'entity' };
const cell = { x: 'i32', y: 'i32' };

/** A shot at a target: it is known, near and in sight, and takes one round. Damage as the engine's prompt states it. */
function shot(hp: number, cooldownS: number): Row {
  return {
    args: target,
    cooldownS,
    requires: [knowsTarget, { check: 'ammo', rounds: 1 }, targetInRange, seesTarget],
    effects: [
      { effect: 'spendAmmo', rounds: 1 },
      { effect: 'damage', arg: 'target_id', hp },
    ],
  };
}

/** Something done about a target that needs only to be known. */
function towards(cooldownS: number): Row {
  return { args: target, cooldownS, requires: [knowsTarget] };
}

function going(arg: string, args: Readonly<Record<string, string>>, cooldownS?: number): Row {
  const requires: readonly ToolCheck[] = [{ check: 'reachable', arg }];
  const row: Row = { args, requires, effects: [{ effect: 'moveTo', arg }] };
  return cooldownS === undefined ? row : { ...row, cooldownS };
}

function thrown(cooldownKey: string, args: Readonly<Record<string, string>> = cell): Row {
  return { args, cooldownS: 8, cooldownKey, requires: [seesCell] };
}

/**
 * The 37 tools that the engine offers its planner.
 * Names, arguments, cooldowns and damage are the engine's. It declares no preconditions; those here are what its
 * executor refuses (obstacles, no sight of a thrown item's goal, cover fire without ammunition), and what shooting means: a known target in range and sight, one round. Damage that the engine leaves open is none here.
 * `Heal` and `Interact` may name an ally or a thing, which a snapshot does not list, so their target is not checked.
 */
export function defaultTools(): readonly ToolSpec[] {
  return [
    tool('MoveTo', 'Movement', 'Go to a cell.', going('xy', { ...cell, speed: 'enum[walk,run,sprint]?' })),
    tool('Approach', 'Movement', 'Go near a target, up to a distance.', {
      args: { ...target, distance: 'f32>=0' },
      requires: [knowsTarget],
      effects: [{ effect: 'approach', arg: 'target_id', distanceArg: 'distance' }],
    }),
    tool('Retreat', 'Movement', 'Move away from a target, to at least a distance.', {
      args: { ...target, distance: 'f32>=0' },
      requires: [knowsTarget],
      effects: [{ effect: 'retreat', arg: 'target_id', distanceArg: 'distance' }],
    }),
    tool('TakeCover', 'Movement', 'Take cover here or at a cell.', going('position', { position: 'vec?' })),
    tool('Strafe', 'Movement', 'Circle a target sideways, keeping it in sight.', {
      args: { ...target, direction: 'enum[left,right]' },
      requires: [knowsTarget, seesTarget],
    }),
    tool('Patrol', 'Movement', 'Walk along cells, one after another.', going('waypoints', { waypoints: 'vec[]' })),

    tool('Attack', 'Offensive', 'Shoot at a target: 10 damage.', shot(10, 1)),
    tool('AimedShot', 'Offensive', 'Take aim, then shoot: 15 damage.', shot(15, 2)),
    tool('QuickAttack', 'Offensive', 'Shoot fast and light: 5 damage.', shot(5, 0.5)),
    tool('HeavyAttack', 'Offensive', 'Shoot slow and hard: 25 damage.', shot(25, 3)),
    tool('AoEAttack', 'Offensive', 'Hit everything around a cell.', {
      args: { ...cell, radius: 'f32>=0' },
      cooldownS: 5,
    }),
    tool('ThrowExplosive', 'Offensive', 'Throw an explosive at a cell.', thrown('throw:grenade')),
    tool('CoverFire', 'Offensive', 'Keep a target down with fire for some seconds.', {
      args: { ...target, duration: 'f32>=0' },
      cooldownS: 4,
      requires: [knowsTarget, { check: 'ammo', rounds: 1 }, targetInRange, seesTarget],
      effects: [
        { effect: 'spendAmmo', rounds: BURST },
        { effect: 'wait', arg: 'duration' },
      ],
    }),
    tool('Charge', 'Offensive', 'Run at a target and strike.', {
      args: target,
      cooldownS: 6,
      requires: [knowsTarget],
      effects: [{ effect: 'approach', arg: 'target_id', distance: 1 }],
    }),

    tool('Block', 'Defensive', 'Block the next blow.', { cooldownS: 1 }),
    tool('Dodge', 'Defensive', 'Dodge, to a side if given.', {
      args: { direction: 'enum[left,right]?' },
      cooldownS: 2,
    }),
    tool('Parry', 'Defensive', 'Turn the next blow back.', { cooldownS: 3 }),
    tool('ThrowSmoke', 'Defensive', 'Put smoke on a cell.', thrown('throw:smoke')),
    tool('Heal', 'Defensive', 'Restore 20 hit points, own or of an ally.', {
      args: { target_id: 'entity?' },
      cooldownS: 10,
    }),
    tool('UseDefensiveAbility', 'Defensive', 'Use a named defensive ability.', {
      args: { ability_name: 'string' },
      cooldownS: 15,
    }),

    tool('EquipWeapon', 'Equipment', 'Take a named weapon in hand.', { args: { weapon_name: 'string' }, cooldownS: 1 }),
    tool('SwitchWeapon', 'Equipment', 'Change to the weapon in a slot.', { args: { slot: 'u32' }, cooldownS: 0.5 }),
    tool('Reload', 'Equipment', 'Fill the magazine.', {
      cooldownS: 2,
      effects: [{ effect: 'restoreAmmo', rounds: FULL_MAGAZINE }],
    }),
    tool('UseItem', 'Equipment', 'Use up a named item.', { args: { item_name: 'string' }, cooldownS: 1 }),
    tool('DropItem', 'Equipment', 'Drop a named item.', { args: { item_name: 'string' } }),

    tool('CallReinforcements', 'Tactical', 'Ask for more allies.', { args: { count: 'u32' }, cooldownS: 60 }),
    tool('MarkTarget', 'Tactical', 'Mark a target for the allies.', towards(5)),
    tool('RequestCover', 'Tactical', 'Ask allies for covering fire.', { args: { duration: 'f32>=0' }, cooldownS: 10 }),
    tool('CoordinateAttack', 'Tactical', 'Attack a target together with allies.', towards(15)),
    tool('SetAmbush', 'Tactical', 'Lie in wait at a cell.', going('position', { position: 'vec' }, 20)),
    tool('Distract', 'Tactical', "Draw an enemy's attention.", towards(8)),
    tool('Regroup', 'Tactical', 'Gather the allies at a cell.', going('rally_point', { rally_point: 'vec' }, 10)),

    tool('Scan', 'Utility', 'Look around for threats and items.', { args: { radius: 'f32>=0' }, cooldownS: 5 }),
    tool('Wait', 'Utility', 'Let some seconds pass.', {
      args: { duration: 'f32>=0' },
      effects: [{ effect: 'wait', arg: 'duration' }],
    }),
    tool('Interact', 'Utility', 'Use a thing or talk to someone.', { args: target, cooldownS: 1 }),
    tool('UseAbility', 'Utility', 'Use a named ability.', { args: { ability_name: 'string' }, cooldownS: 10 }),
    tool('Taunt', 'Utility', 'Provoke an enemy.', towards(6)),
  ];
}

/** The two tools of the engine's older schema, which it still carries out but no longer offers. */
export function legacyTools(): readonly ToolSpec[] {
  return [
    tool(
      'Throw',
      'Legacy',
      'Throw an item at a cell.',
      thrown('throw:{item}', { item: 'enum[smoke,grenade,flashbang]', ...cell }),
    ),
    tool('Revive', 'Legacy', 'Bring an ally back up.', { args: { ally_id: 'entity' } }),
  ];
}

function tool(name: string, category: ToolCategory, description: string, row: Row): ToolSpec {
  const { args = {}, requires = [], effects = [], ...cooldown } = row;
  const toolArgs = Object.entries(args).map(([argName, type]) => toolArg(argName, type));
  return { name, category, description, args: toolArgs, ...cooldown, requires, effects };
}

function toolArg(name: string, text: string): ToolArg {
  const parsed = parseArgType(text);
  if (parsed === undefined) throw new RangeError(`"${text}" is no argument type.`);
  return { name, ...parsed };
}
