import type { Enemy, Poi, Vec, WorldSnapshot } from '../world/snapshot.ts';
import {
  canonicalJson,
  hasUnknownMember,
  isPlainCell,
  orderedCells,
  orderedEnemies,
  orderedPois,
  runningCooldowns,
  secondsFrom,
} from './canonicalOrder.ts';
import { canonicalText } from './canonicalText.ts';
import { PackedCells } from './packedCells.ts';

/** The members that this version knows, of each object of a snapshot. Constants. */
export const SNAPSHOT_KEYS: ReadonlySet<string> = new Set([
  't',
  'player',
  'me',
  'enemies',
  'pois',
  'obstacles',
  'objective',
]);
export const PLAYER_KEYS: ReadonlySet<string> = new Set(['hp', 'pos', 'stance', 'orders']);
export const ME_KEYS: ReadonlySet<string> = new Set(['ammo', 'cooldowns', 'morale', 'pos']);
export const ENEMY_KEYS: ReadonlySet<string> = new Set(['id', 'pos', 'hp', 'cover', 'last_seen']);
export const POI_KEYS: ReadonlySet<string> = new Set(['k', 'pos']);
export const VEC_KEYS: ReadonlySet<string> = new Set(['x', 'y']);

/**
 * The snapshot as JSON text in which equal worlds are equal: keys in one order, `enemies`, `pois` and `obstacles`
 * sorted, equal places and cells once, volatile fields cut, no white space. Times are counted from now: `t` is 0 and
 * `last_seen` the (negative) seconds since, so that the same world a minute later is the same text.
 * `objective` is the effective one, the scenario's or the snapshot's own.
 *
 * This text is what the model is sent, and what the key stands for: a cached plan answers exactly this question.
 */
export function canonicalSnapshot(snapshot: WorldSnapshot, objective: string | undefined): string {
  const { me, player } = snapshot;
  const enemies = joined(orderedEnemies(snapshot.enemies), (enemy) => enemyText(enemy, snapshot.t));
  const cooldowns = joined(
    runningCooldowns(me.cooldowns),
    (name) => `${quoted(name)}:${canonicalNumber(me.cooldowns[name] ?? 0)}`,
  );
  const aim = objective === undefined ? '' : `"objective":${quoted(canonicalText(objective))},`;
  return (
    `{"enemies":[${enemies}],"me":{"ammo":${canonicalNumber(me.ammo)},"cooldowns":{${cooldowns}},` +
    `"morale":${canonicalNumber(me.morale)},"pos":${vec(me.pos)}${extras(me, ME_KEYS)}},${aim}` +
    `"obstacles":[${cells(snapshot.obstacles)}],"player":{"hp":${canonicalNumber(player.hp)},` +
    `"orders":[${joined(player.orders, quoted)}],"pos":${vec(player.pos)},` +
    `"stance":${quoted(player.stance)}${extras(player, PLAYER_KEYS)}},` +
    `"pois":[${joined(orderedPois(snapshot.pois), poiText)}],"t":0${extras(snapshot, SNAPSHOT_KEYS)}}`
  );
}

/** True when some object of the snapshot, cells of `obstacles` aside, has members that this version does not know. */
export function hasExtras(snapshot: WorldSnapshot): boolean {
  const { me, player, enemies, pois } = snapshot;
  return (
    hasUnknownInSnapshot(snapshot) ||
    (memberCount(me) !== ME_KEYS.size && hasUnknownMember(me, ME_KEYS)) ||
    !isPlainCell(me.pos) ||
    (memberCount(player) !== PLAYER_KEYS.size && hasUnknownMember(player, PLAYER_KEYS)) ||
    !isPlainCell(player.pos) ||
    enemies.some((enemy) => hasUnknownInEnemy(enemy) || !isPlainCell(enemy.pos)) ||
    pois.some((poi) => (memberCount(poi) !== POI_KEYS.size && hasUnknownMember(poi, POI_KEYS)) || !isPlainCell(poi.pos))
  );
}

function hasUnknownInSnapshot(snapshot: WorldSnapshot): boolean {
  const known = SNAPSHOT_KEYS.size - (snapshot.objective === undefined ? 1 : 0);
  return memberCount(snapshot) !== known && hasUnknownMember(snapshot, SNAPSHOT_KEYS);
}

function hasUnknownInEnemy(enemy: Enemy): boolean {
  const known = 3 + (enemy.cover === undefined ? 0 : 1) + (enemy.last_seen === undefined ? 0 : 1);
  return memberCount(enemy) !== known && hasUnknownMember(enemy, ENEMY_KEYS);
}

/** An object with as many members as it must have has no others: that is seen without looking at their names. */
function memberCount(object: object): number {
  let count = 0;
  for (const _key in object) count++;
  return count;
}

function joined<T>(items: readonly T[], textOf: (item: T) => string): string {
  let text = '';
  for (const item of items) text += text === '' ? textOf(item) : `,${textOf(item)}`;
  return text;
}

function enemyText(enemy: Enemy, now: number): string {
  const cover = enemy.cover === undefined ? '' : `"cover":${quoted(enemy.cover)},`;
  const seen =
    enemy.last_seen === undefined ? '' : `"last_seen":${canonicalNumber(secondsFrom(enemy.last_seen, now))},`;
  const { hp, id, pos } = enemy;
  return `{${cover}"hp":${canonicalNumber(hp)},"id":${canonicalNumber(id)},${seen}"pos":${vec(pos)}${extras(enemy, ENEMY_KEYS)}}`;
}

function poiText(poi: Poi): string {
  return `{"k":${quoted(poi.k)},"pos":${vec(poi.pos)}${extras(poi, POI_KEYS)}}`;
}

function cells(list: readonly Vec[]): string {
  const packed = new PackedCells();
  if (!packed.pack(list)) return joined(orderedCells(list), vec);
  let text = '';
  for (let i = 0; i < packed.length; i++) text += `${i === 0 ? '' : ','}{"x":${packed.x(i)},"y":${packed.y(i)}}`;
  return text;
}

function vec(cell: Vec): string {
  return `{"x":${canonicalNumber(cell.x)},"y":${canonicalNumber(cell.y)}${extras(cell, VEC_KEYS)}}`;
}

/** JSON text of a string; most need no escape, and looking is several times cheaper than `JSON.stringify`. */
function quoted(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 34 || code === 92 || code >= 0xd800) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** A number as the question writes it: `-0` and `0` are one. */
export function canonicalNumber(value: number): string {
  return `${value === 0 ? 0 : value}`;
}

/** Members that this version does not know, as `,"key":value…`; they are the engine's business and so part of the world. */
function extras(object: object, known: ReadonlySet<string>): string {
  if (!hasUnknownMember(object, known)) return '';
  const rest = Object.fromEntries(Object.entries(object).filter(([key]) => !known.has(key)));
  const text = canonicalJson(rest);
  return text === '{}' ? '' : `,${text.slice(1, -1)}`;
}
