import type { Enemy, Poi, Vec, WorldSnapshot } from '../world/snapshot.ts';
import { canonicalText } from './canonicalText.ts';

const SNAPSHOT_KEYS = new Set(['t', 'player', 'me', 'enemies', 'pois', 'obstacles', 'objective']);
const PLAYER_KEYS = new Set(['hp', 'pos', 'stance', 'orders']);
const ME_KEYS = new Set(['ammo', 'cooldowns', 'morale', 'pos']);
const ENEMY_KEYS = new Set(['id', 'pos', 'hp', 'cover', 'last_seen']);
const POI_KEYS = new Set(['k', 'pos']);
const VEC_KEYS = new Set(['x', 'y']);

/** Fields that differ between two dumps of one world without meaning anything. */
const VOLATILE_KEYS = new Set(['timestamp', 'request_id', 'requestId', 'trace_id', 'session_id', 'frame', 'dumped_at']);

/** Cells per axis that two coordinates in one number can tell apart: 26 bits each. */
const SPAN = 2 ** 26;
const HALF_SPAN = SPAN / 2;

/**
 * The snapshot as JSON text in which equal worlds are equal: keys in one order, `enemies`, `pois` and `obstacles`
 * sorted and without duplicates, volatile fields cut, no white space. Times are counted from now: `t` is 0 and
 * `last_seen` the (negative) seconds since, so that the same world a minute later is the same text.
 * `objective` is the effective one, the scenario's or the snapshot's own.
 *
 * This text is both what the key digests and what the model is sent: a cached plan answers exactly this question.
 * Written by hand per shape, since it runs on every request, hits included.
 */
export function canonicalSnapshot(snapshot: WorldSnapshot, objective: string | undefined): string {
  const { me, player } = snapshot;
  const now = snapshot.t;
  const aim = objective === undefined ? '' : `"objective":${quoted(canonicalText(objective))},`;
  return (
    `{"enemies":[${enemies(snapshot.enemies, now)}],"me":{"ammo":${number(me.ammo)},"cooldowns":${cooldowns(me.cooldowns)},` +
    `"morale":${number(me.morale)},"pos":${vec(me.pos)}${extras(me, ME_KEYS)}},${aim}"obstacles":[${cells(snapshot.obstacles)}],` +
    `"player":{"hp":${number(player.hp)},"orders":[${player.orders.map(quoted).join(',')}],"pos":${vec(player.pos)},` +
    `"stance":${quoted(player.stance)}${extras(player, PLAYER_KEYS)}},"pois":[${pois(snapshot.pois)}],"t":0` +
    `${extras(snapshot, SNAPSHOT_KEYS)}}`
  );
}

/** Any JSON value as text with sorted keys and no white space; volatile keys are cut at every depth. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members: string[] = [];
  for (const [key, member] of Object.entries(value).sort(byKey)) {
    if (member !== undefined && !VOLATILE_KEYS.has(key))
      members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

function enemies(list: readonly Enemy[], now: number): string {
  let text = '';
  for (const enemy of inOrder(list, byEnemy)) {
    if (text !== '') text += ',';
    text += '{';
    if (enemy.cover !== undefined) text += `"cover":${quoted(enemy.cover)},`;
    text += `"hp":${number(enemy.hp)},"id":${number(enemy.id)},`;
    if (enemy.last_seen !== undefined) text += `"last_seen":${secondsFrom(enemy.last_seen, now)},`;
    text += `"pos":${vec(enemy.pos)}${extras(enemy, ENEMY_KEYS)}}`;
  }
  return text;
}

function pois(list: readonly Poi[]): string {
  let text = '';
  let last = '';
  for (const poi of inOrder(list, byPoi)) {
    const one = `{"k":${quoted(poi.k)},"pos":${vec(poi.pos)}${extras(poi, POI_KEYS)}}`;
    if (one !== last) text += text === '' ? one : `,${one}`;
    last = one;
  }
  return text;
}

/** Obstacles are the long list of a snapshot, so plain cells are sorted as packed numbers, without a comparator. */
function cells(list: readonly Vec[]): string {
  const packed = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const cell = list[i] as Vec;
    if (!isPlainCell(cell)) return cellsWithExtras(list);
    packed[i] = (cell.x + HALF_SPAN) * SPAN + cell.y + HALF_SPAN;
  }
  packed.sort();
  let text = '';
  let last = -1;
  for (const one of packed) {
    if (one === last) continue;
    const column = Math.floor(one / SPAN);
    text += `${last === -1 ? '' : ','}{"x":${column - HALF_SPAN},"y":${one - column * SPAN - HALF_SPAN}}`;
    last = one;
  }
  return text;
}

/** True for a cell of just `x` and `y`, whole and small enough to pack both into one exact number. */
function isPlainCell(cell: Vec): boolean {
  for (const key in cell) {
    if (key !== 'x' && key !== 'y') return false;
  }
  const { x, y } = cell;
  return (
    x >= -HALF_SPAN && x < HALF_SPAN && y >= -HALF_SPAN && y < HALF_SPAN && Number.isInteger(x) && Number.isInteger(y)
  );
}

function cellsWithExtras(list: readonly Vec[]): string {
  return [...new Set(inOrder(list, byCell).map(vec))].join(',');
}

function cooldowns(record: Readonly<Record<string, number>>): string {
  // Ready and absent mean the same.
  const running: string[] = [];
  for (const name in record) {
    if ((record[name] ?? 0) > 0) running.push(name);
  }
  if (running.length === 0) return '{}';
  return `{${running
    .sort()
    .map((name) => `${quoted(name)}:${number(record[name] ?? 0)}`)
    .join(',')}}`;
}

function vec(cell: Vec): string {
  for (const key in cell) {
    if (key !== 'x' && key !== 'y') return `{"x":${number(cell.x)},"y":${number(cell.y)}${extras(cell, VEC_KEYS)}}`;
  }
  return `{"x":${number(cell.x)},"y":${number(cell.y)}}`;
}

/** JSON text of a string; most need no escape, and looking is several times cheaper than `JSON.stringify`. */
function quoted(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 34 || code === 92 || code >= 0xd800) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** `-0` and `0` are one number. */
function number(value: number): string {
  return `${value === 0 ? 0 : value}`;
}

/** A time relative to `now`, rounded to the millisecond so that floating-point noise does not tell worlds apart. */
function secondsFrom(time: number, now: number): string {
  return number(Math.round((time - now) * 1000) / 1000);
}

/** Members that this version does not know, as `,"key":value…`; they are the engine's business and so part of the world. */
function extras(object: object, known: ReadonlySet<string>): string {
  for (const key in object) {
    if (!known.has(key)) return unknownMembers(object, known);
  }
  return '';
}

function unknownMembers(object: object, known: ReadonlySet<string>): string {
  const rest = Object.fromEntries(Object.entries(object).filter(([key]) => !known.has(key)));
  const text = canonicalJson(rest);
  return text === '{}' ? '' : `,${text.slice(1, -1)}`;
}

/** The list in order; itself when it already is, which is the common case once an engine sorts its dump. */
function inOrder<T>(list: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  for (let i = 1; i < list.length; i++) {
    if (compare(list[i - 1] as T, list[i] as T) > 0) return [...list].sort(compare);
  }
  return list;
}

function byCell(a: Vec, b: Vec): number {
  return a.x - b.x || a.y - b.y || byExtras(a, b, VEC_KEYS);
}

function byEnemy(a: Enemy, b: Enemy): number {
  return a.id - b.id || byCell(a.pos, b.pos) || byText(canonicalJson(a), canonicalJson(b));
}

function byPoi(a: Poi, b: Poi): number {
  return byText(a.k, b.k) || byCell(a.pos, b.pos) || byExtras(a, b, POI_KEYS);
}

function byExtras(a: object, b: object, known: ReadonlySet<string>): number {
  return byText(extras(a, known), extras(b, known));
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return byText(a[0], b[0]);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
