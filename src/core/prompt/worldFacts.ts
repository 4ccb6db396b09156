import { hash } from 'node:crypto';
import { hash32 } from '../base/hash32.ts';
import { toNumberSet } from '../base/numberSets.ts';
import { escapePointer } from '../json/jsonPointer.ts';
import type { Scenario } from '../world/scenario.ts';
import type { Enemy, Vec } from '../world/snapshot.ts';
import {
  orderedCells,
  orderedEnemies,
  orderedPois,
  runningCooldowns,
  secondsFrom,
  unknownMembers,
} from './canonicalOrder.ts';
import {
  canonicalNumber,
  ENEMY_KEYS,
  ME_KEYS,
  PLAYER_KEYS,
  POI_KEYS,
  SNAPSHOT_KEYS,
  VEC_KEYS,
} from './canonicalSnapshot.ts';
import { canonicalText } from './canonicalText.ts';

/** One thing that a scenario's question says. */
export interface Fact {
  /**
   * Where it is said: `me/ammo`, `enemies/3/hp` (by id), `pois/breach_door` (by kind), `obstacles/6,4`,
   * `scenario/rules/cooldowns`. Names of the world's own stand in it as segments of a JSON pointer.
   */
  readonly path: string;
  /** What is said, at most about 100 characters: longer texts are cut and end in their digest. */
  readonly value: string;
  /** Of path and value, see `hash32`. */
  readonly hash: number;
}

/** Texts up to here stand in a fact as they are. What is cut is longer than this even so, and thus not mistaken. */
const MAX_CHARS = 80;
const CUT_CHARS = 64;
const DIGEST_CHARS = 12;

type Tell = (path: string, value: string) => void;

/** The part of a scenario that a question is made of. */
type Asked = Pick<Scenario, 'snapshot' | 'rules' | 'objective' | 'instructions'>;

/**
 * The question of a scenario as a set of facts, the scenario's own first, then objective, me, player, enemies, places,
 * obstacles and what this version does not know. Canonical as the key is (`questionOf`): two scenarios have the same
 * facts, in the same order, exactly when their questions are equal. Several places of one kind share a path; a path
 * and value together are there once.
 */
export function factsOf(scenario: Asked): readonly Fact[] {
  const facts: Fact[] = [];
  tellFacts(scenario, orderedCells(scenario.snapshot.obstacles), (path, value) =>
    facts.push({ path, value, hash: factHash(path, value) }),
  );
  return facts;
}

/** The hashes of `factsOf` alone, in ascending order without repeats: what an index of worlds needs. */
export function factHashes(scenario: Asked): Uint32Array {
  const hashes: number[] = [];
  tellFacts(scenario, scenario.snapshot.obstacles, (path, value) => hashes.push(factHash(path, value)));
  return toNumberSet(Uint32Array.from(hashes));
}

function factHash(path: string, value: string): number {
  return hash32(value, hash32(path));
}

function tellFacts(scenario: Asked, obstacles: readonly Vec[], tell: Tell): void {
  const { snapshot, rules, objective } = scenario;
  const { me, player } = snapshot;
  tell('scenario/rules/cooldowns', onOrOff(rules.enforceCooldowns));
  tell('scenario/rules/line_of_sight', onOrOff(rules.enforceLineOfSight));
  tell('scenario/rules/stamina', onOrOff(rules.enforceStamina));
  // The question does not tell empty instructions from none, and so neither does a fact.
  const instructions = canonicalText(scenario.instructions ?? '');
  if (instructions !== '') tell('scenario/instructions', short(instructions));
  if (objective !== undefined) tell('objective', short(canonicalText(objective)));

  tell('me/ammo', canonicalNumber(me.ammo));
  tell('me/morale', canonicalNumber(me.morale));
  tell('me/pos', cellText(me.pos));
  for (const name of runningCooldowns(me.cooldowns))
    tell(`me/cooldowns/${segment(name)}`, canonicalNumber(me.cooldowns[name] ?? 0));
  tellUnknown('me/', me, ME_KEYS, tell);
  tell('player/hp', canonicalNumber(player.hp));
  tell('player/pos', cellText(player.pos));
  tell('player/stance', short(player.stance));
  for (const [index, order] of player.orders.entries()) tell(`player/orders/${index}`, short(order));
  tellUnknown('player/', player, PLAYER_KEYS, tell);

  tellEnemies(snapshot.enemies, snapshot.t, tell);
  for (const poi of orderedPois(snapshot.pois)) {
    const more = membersText(poi, POI_KEYS);
    tell(`pois/${segment(poi.k)}`, short(`${cellText(poi.pos)}${more === '' ? '' : ` with ${more}`}`));
  }
  for (const cell of obstacles) {
    const more = membersText(cell, VEC_KEYS);
    tell(`obstacles/${canonicalNumber(cell.x)},${canonicalNumber(cell.y)}`, more === '' ? 'blocked' : short(more));
  }
  tellUnknown('', snapshot, SNAPSHOT_KEYS, tell);
}

function tellEnemies(enemies: readonly Enemy[], now: number, tell: Tell): void {
  let last: number | undefined;
  let sameId = 1;
  for (const enemy of orderedEnemies(enemies)) {
    const { id, hp, pos, cover, last_seen: seen } = enemy;
    // Ids are unique in what the product reads from files; what a program passes in may repeat one.
    sameId = id === last ? sameId + 1 : 1;
    last = id;
    const path = `enemies/${canonicalNumber(id)}${sameId === 1 ? '' : `#${sameId}`}/`;
    tell(`${path}hp`, canonicalNumber(hp));
    tell(`${path}pos`, cellText(pos));
    if (cover !== undefined) tell(`${path}cover`, short(cover));
    if (seen !== undefined) tell(`${path}last_seen`, canonicalNumber(secondsFrom(seen, now)));
    tellUnknown(path, enemy, ENEMY_KEYS, tell);
  }
}

/** A fact for each member that this version does not know; its name as a segment is never one of the known paths. */
function tellUnknown(prefix: string, object: object, known: ReadonlySet<string>, tell: Tell): void {
  for (const [name, text] of unknownMembers(object, known)) tell(`${prefix}${segment(name)}`, short(text));
}

function onOrOff(isOn: boolean): string {
  return isOn ? 'enforced' : 'not enforced';
}

function cellText(cell: Vec): string {
  const more = membersText(cell, VEC_KEYS);
  return short(`${canonicalNumber(cell.x)},${canonicalNumber(cell.y)}${more === '' ? '' : ` ${more}`}`);
}

/** What an object has beyond the known members, as one JSON object; '' for nothing. */
function membersText(object: object, known: ReadonlySet<string>): string {
  const members = unknownMembers(object, known);
  return members.length === 0 ? '' : `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

function segment(name: string): string {
  return escapePointer(short(name));
}

function short(text: string): string {
  if (text.length <= MAX_CHARS) return text;
  const digest = hash('sha256', JSON.stringify(text), 'base64').slice(0, DIGEST_CHARS);
  return `${text.slice(0, CUT_CHARS)}… (${text.length} characters, #${digest})`;
}
