import type { PlanStep } from '../../../../../src/core/world/plan.ts';
import type { Scenario } from '../../../../../src/core/world/scenario.ts';
import type { Vec } from '../../../../../src/core/world/snapshot.ts';
import { approachEnd, isHidden, retreatEnd, Steps } from './oracleGeometry.ts';

/** What a plan comes to, worked out step by step from the rules as people read them, not from the registry. */
export interface OracleVerdict {
  readonly executable: boolean;
  readonly firstFailure: number | undefined;
  /** Of the first error in the step that fails. */
  readonly code: string | undefined;
  readonly after: readonly OracleWorld[];
  readonly objectiveReached: 'yes' | 'no' | 'unknown';
}

export interface OracleWorld {
  readonly t: number;
  readonly pos: Vec;
  readonly ammo: number;
  /** Seconds of game time by ability, as the snapshot would name it in small letters. */
  readonly readyAt: Readonly<Record<string, number>>;
  readonly damage: Readonly<Record<string, number>>;
}

/** Damage and cooldown of the four shots. */
const SHOTS: Readonly<Record<string, readonly [number, number]>> = {
  Attack: [10, 1],
  AimedShot: [15, 2],
  QuickAttack: [5, 0.5],
  HeavyAttack: [25, 3],
};

/** Seconds, of the tools that are no shots. */
const COOLDOWNS: Readonly<Record<string, number>> = {
  AoEAttack: 5,
  ThrowExplosive: 8,
  ThrowSmoke: 8,
  Throw: 8,
  CoverFire: 4,
  Charge: 6,
  Block: 1,
  Dodge: 2,
  Parry: 3,
  Heal: 10,
  UseDefensiveAbility: 15,
  EquipWeapon: 1,
  SwitchWeapon: 0.5,
  Reload: 2,
  UseItem: 1,
  CallReinforcements: 60,
  MarkTarget: 5,
  RequestCover: 10,
  CoordinateAttack: 15,
  SetAmbush: 20,
  Distract: 8,
  Regroup: 10,
  Scan: 5,
  Interact: 1,
  UseAbility: 10,
  Taunt: 6,
};

const NAMES_AN_ENEMY = new Set([
  ...Object.keys(SHOTS),
  ...['Approach', 'Retreat', 'Strafe', 'CoverFire', 'Charge', 'MarkTarget', 'CoordinateAttack', 'Distract', 'Taunt'],
]);
const SPENDS = new Set([...Object.keys(SHOTS), 'CoverFire']);
const NEEDS_SIGHT = new Set([...SPENDS, 'Strafe', 'ThrowExplosive', 'ThrowSmoke', 'Throw']);

/** Judges a plan of the default registry's tools, whose arguments are right. `size`: all obstacles are in 0..size-1. */
export function judgeByHand(steps: readonly PlanStep[], scenario: Scenario, size: number): OracleVerdict {
  const { snapshot, rules } = scenario;
  const ways = new Steps(snapshot.obstacles, size);
  const readyAt: Record<string, number> = {};
  for (const [key, left] of Object.entries(snapshot.me.cooldowns)) readyAt[key] = snapshot.t + left;
  const damage: Record<string, number> = {};
  let { t } = snapshot;
  let { pos, ammo } = snapshot.me;
  const after: OracleWorld[] = [];

  const fail = (index: number, code: string): OracleVerdict => {
    const objectiveReached = snapshot.pois.length === 0 ? 'unknown' : 'no';
    return { executable: false, firstFailure: index, code, after, objectiveReached };
  };

  for (const [index, step] of steps.entries()) {
    const { act } = step;
    const id = step['target_id'];
    const enemy = snapshot.enemies.find((one) => one.id === id);
    const isThrow = act === 'ThrowExplosive' || act === 'ThrowSmoke' || act === 'Throw';
    const target = isThrow ? { x: Number(step['x']), y: Number(step['y']) } : enemy?.pos;
    const ability = abilityOf(step);

    let way = pos;
    for (const cell of wayOf(step)) {
      if (ways.isWall(cell)) return fail(index, 'blocked-cell');
      if (!ways.lead(way, cell)) return fail(index, 'unreachable-cell');
      way = cell;
    }
    if (NAMES_AN_ENEMY.has(act) && enemy === undefined) return fail(index, 'unknown-entity');
    if (SPENDS.has(act) && ammo < 1) return fail(index, 'no-ammunition');
    if (SPENDS.has(act) && target !== undefined) {
      if ((target.x - pos.x) ** 2 + (target.y - pos.y) ** 2 > 144) return fail(index, 'out-of-range');
    }
    if (NEEDS_SIGHT.has(act) && rules.enforceLineOfSight && target !== undefined) {
      if (isHidden(snapshot.obstacles, pos, target)) return fail(index, 'no-line-of-sight');
    }
    if (rules.enforceCooldowns && (readyAt[ability] ?? t) > t) return fail(index, 'on-cooldown');

    let end: Vec | undefined = way;
    if (enemy !== undefined && act === 'Approach') end = approachEnd(ways, pos, enemy.pos, Number(step['distance']));
    if (enemy !== undefined && act === 'Charge') end = approachEnd(ways, pos, enemy.pos, 1);
    if (enemy !== undefined && act === 'Retreat') end = retreatEnd(ways, pos, enemy.pos, Number(step['distance']));
    if (end === undefined) return fail(index, 'unreachable-cell');

    const cooldown = SHOTS[act]?.[1] ?? COOLDOWNS[act];
    if (cooldown !== undefined) readyAt[ability] = t + cooldown;
    pos = end;
    if (act in SHOTS && typeof id === 'number') damage[id] = (damage[id] ?? 0) + (SHOTS[act]?.[0] ?? 0);
    if (act in SHOTS) ammo -= 1;
    if (act === 'CoverFire') ammo = Math.max(0, ammo - 3);
    if (act === 'Reload') ammo = Math.max(ammo, 30);
    if (act === 'Wait' || act === 'CoverFire') t += Number(step['duration']);
    after.push({ t, pos, ammo, readyAt: { ...readyAt }, damage: { ...damage } });
  }

  const [goal] = snapshot.pois;
  const isThere = goal !== undefined && Math.abs(goal.pos.x - pos.x) + Math.abs(goal.pos.y - pos.y) <= 1;
  const reached = isThere ? 'yes' : 'no';
  return {
    executable: steps.length > 0,
    firstFailure: undefined,
    code: undefined,
    after,
    objectiveReached: goal === undefined ? 'unknown' : reached,
  };
}

/** The cells that a step goes to, one after another. */
function wayOf(step: PlanStep): readonly Vec[] {
  switch (step.act) {
    case 'MoveTo':
      return [{ x: Number(step['x']), y: Number(step['y']) }];
    case 'TakeCover':
    case 'SetAmbush':
      return step['position'] === undefined ? [] : [step['position'] as Vec];
    case 'Regroup':
      return [step['rally_point'] as Vec];
    case 'Patrol':
      return step['waypoints'] as readonly Vec[];
    default:
      return [];
  }
}

/** Explosives and smoke cool down together with the older tool that throws the same thing. */
function abilityOf(step: PlanStep): string {
  switch (step.act) {
    case 'ThrowExplosive':
      return 'throw:grenade';
    case 'ThrowSmoke':
      return 'throw:smoke';
    case 'Throw':
      return `throw:${String(step['item'])}`;
    default:
      return step.act.toLowerCase();
  }
}
