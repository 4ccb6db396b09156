import type { Enemy, Poi, Vec, WorldSnapshot } from '../world/snapshot.ts';

/** Fields that differ between two dumps of one world without meaning anything. */
const VOLATILE_KEYS = new Set(['timestamp', 'request_id', 'requestId', 'trace_id', 'session_id', 'frame', 'dumped_at']);

/** Objects, which are compared by a function: up to here sorting by insertion is the fastest. */
const SHORT = 16;

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

/** True when an object has a member beyond `known` that means something. */
export function hasUnknownMember(object: object, known: ReadonlySet<string>): boolean {
  for (const key in object) {
    if (!known.has(key) && !VOLATILE_KEYS.has(key)) return true;
  }
  return false;
}

/** The members of an object beyond `known` that mean something, by name: each with its canonical JSON text. */
export function unknownMembers(object: object, known: ReadonlySet<string>): readonly (readonly [string, string])[] {
  if (!hasUnknownMember(object, known)) return [];
  return Object.entries(object)
    .filter(([key, member]) => member !== undefined && !known.has(key) && !VOLATILE_KEYS.has(key))
    .sort(byKey)
    .map(([key, member]) => [key, canonicalJson(member)]);
}

/** True for a cell of `x` and `y` alone; what is volatile does not count. */
export function isPlainCell(cell: Vec): boolean {
  for (const key in cell) {
    if (key !== 'x' && key !== 'y' && !VOLATILE_KEYS.has(key)) return false;
  }
  return true;
}

/** The enemies by id. */
export function orderedEnemies(list: readonly Enemy[]): readonly Enemy[] {
  return inOrder(list, byEnemy);
}

/** The places by kind and cell, equal ones once. */
export function orderedPois(list: readonly Poi[]): readonly Poi[] {
  const ordered = inOrder(list, byPoi);
  const isRepeated = (poi: Poi, at: number): boolean => at > 0 && byPoi(ordered[at - 1] as Poi, poi) === 0;
  return ordered.some(isRepeated) ? ordered.filter((poi, at) => !isRepeated(poi, at)) : ordered;
}

/** Cells in order, of any size and with any members, equal ones once. */
export function orderedCells(list: readonly Vec[]): readonly Vec[] {
  return inOrder(list, byCell).filter((cell, at, all) => at === 0 || byCell(all[at - 1] as Vec, cell) !== 0);
}

/** The names of the abilities on cooldown, in order. Ready and absent mean the same. */
export function runningCooldowns(cooldowns: WorldSnapshot['me']['cooldowns']): readonly string[] {
  const running: string[] = [];
  for (const name in cooldowns) {
    if ((cooldowns[name] ?? 0) > 0) running.push(name);
  }
  return running.length > 1 ? running.sort() : running;
}

/** A time relative to `now`, seconds, rounded to the millisecond: floating-point noise does not tell worlds apart. */
export function secondsFrom(time: number, now: number): number {
  return Math.round((time - now) * 1000) / 1000;
}

/** The list in order; itself when it already is, which is the common case once an engine sorts its dump. */
function inOrder<T>(list: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  for (let i = 1; i < list.length; i++) {
    if (compare(list[i - 1] as T, list[i] as T) > 0)
      return list.length > SHORT ? list.toSorted(compare) : sortedByInsertion(list, compare);
  }
  return list;
}

function sortedByInsertion<T>(list: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  const sorted: T[] = [];
  for (const item of list) {
    let at = sorted.length;
    for (; at > 0 && compare(sorted[at - 1] as T, item) > 0; at--) sorted[at] = sorted[at - 1] as T;
    sorted[at] = item;
  }
  return sorted;
}

function byCell(a: Vec, b: Vec): number {
  return a.x - b.x || a.y - b.y || (isPlainCell(a) && isPlainCell(b) ? 0 : byContent(a, b));
}

function byEnemy(a: Enemy, b: Enemy): number {
  return a.id - b.id || byContent(a, b);
}

function byPoi(a: Poi, b: Poi): number {
  return byText(a.k, b.k) || byCell(a.pos, b.pos) || byContent(a, b);
}

function byContent(a: object, b: object): number {
  return byText(canonicalJson(a), canonicalJson(b));
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return byText(a[0], b[0]);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
