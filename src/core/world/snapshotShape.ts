import {
  expectList,
  expectNumber,
  expectObject,
  expectString,
  type Guard,
  type JsonObject,
  wholeNumber,
} from '../json/shapeGuards.ts';
import type { JsonPath, ShapeIssues } from '../json/shapeIssues.ts';
import type { Enemy, Poi, Vec, WorldSnapshot } from './snapshot.ts';

const I32_MAX = 2_147_483_647;
const i32 = wholeNumber(-I32_MAX - 1, I32_MAX);
const count = wholeNumber(0, I32_MAX);
const entityId = wholeNumber(0, 4_294_967_295);

interface Field {
  readonly guard: Guard<unknown>;
  /** What the message says when the field is missing. */
  readonly expected: string;
  readonly optional?: boolean;
}

const isVec: Guard<Vec> = (value, path, issues): value is Vec =>
  hasFields(value, path, issues, {
    x: { guard: i32, expected: 'a whole number' },
    y: { guard: i32, expected: 'a whole number' },
  });

const position: Field = { guard: isVec, expected: 'a cell, {"x": 0, "y": 0}' };
const text: Field = { guard: expectString, expected: 'a string' };
const seconds: Field = { guard: expectNumber, expected: 'a number of seconds' };
// The engine subtracts damage without a floor, so whoever is down may have less than 0.
const hitPoints: Field = { guard: i32, expected: 'a whole number' };

const isEnemy: Guard<Enemy> = (value, path, issues): value is Enemy =>
  hasFields(value, path, issues, {
    id: { guard: entityId, expected: 'a whole number from 0' },
    pos: position,
    hp: hitPoints,
    cover: { ...text, optional: true },
    last_seen: { ...seconds, optional: true },
  });

const isPoi: Guard<Poi> = (value, path, issues): value is Poi =>
  hasFields(value, path, issues, { k: text, pos: position });

const isPlayer: Guard<WorldSnapshot['player']> = (value, path, issues): value is WorldSnapshot['player'] =>
  hasFields(value, path, issues, {
    hp: hitPoints,
    pos: position,
    stance: text,
    orders: { guard: listOf(expectString), expected: 'a list of strings, [] when there are none' },
  });

const isMe: Guard<WorldSnapshot['me']> = (value, path, issues): value is WorldSnapshot['me'] =>
  hasFields(value, path, issues, {
    ammo: { guard: count, expected: 'a whole number from 0' },
    cooldowns: { guard: isCooldowns, expected: 'an object of seconds by ability, {} when there are none' },
    morale: { guard: expectNumber, expected: 'a number from 0 to 1' },
    pos: position,
  });

/**
 * True when `value` has the shape of a world snapshot (`WorldSnapshot`), with every list and object that the engine
 * always dumps; otherwise adds every fault to `issues`. Fields that are not in the shape are left as they are.
 */
export function isWorldSnapshot(value: unknown, path: JsonPath, issues: ShapeIssues): value is WorldSnapshot {
  return hasFields(value, path, issues, {
    t: seconds,
    player: { guard: isPlayer, expected: 'an object with hp, pos, stance and orders' },
    me: { guard: isMe, expected: 'an object with ammo, cooldowns, morale and pos' },
    enemies: { guard: isEnemies, expected: 'a list, [] when there are none' },
    pois: { guard: listOf(isPoi), expected: 'a list, [] when there are none' },
    obstacles: { guard: listOf(isVec), expected: 'a list of cells, [] when there are none' },
    objective: { guard: isObjective, expected: 'a string or null', optional: true },
  });
}

function isEnemies(value: unknown, path: JsonPath, issues: ShapeIssues): value is readonly Enemy[] {
  if (!expectList(value, path, issues, isEnemy)) return false;
  const indexById = new Map<number, number>();
  let isUnique = true;
  for (const [index, { id }] of value.entries()) {
    const first = indexById.get(id);
    if (first === undefined) indexById.set(id, index);
    else {
      issues.addUnexpected([...path, index, 'id'], id, `unlike the id of enemy ${first} in the list`);
      isUnique = false;
    }
  }
  return isUnique;
}

function isCooldowns(value: unknown, path: JsonPath, issues: ShapeIssues): value is Readonly<Record<string, number>> {
  if (!expectObject(value, path, issues)) return false;
  const before = issues.count;
  for (const [ability, left] of Object.entries(value)) expectNumber(left, [...path, ability], issues);
  return issues.count === before;
}

function isObjective(value: unknown, path: JsonPath, issues: ShapeIssues): value is string | null {
  return value === null || expectString(value, path, issues);
}

function listOf<T>(item: Guard<T>): Guard<T[]> {
  return (value, path, issues): value is T[] => expectList(value, path, issues, item);
}

function hasFields(
  value: unknown,
  path: JsonPath,
  issues: ShapeIssues,
  fields: Readonly<Record<string, Field>>,
): value is JsonObject {
  if (!expectObject(value, path, issues)) return false;
  const before = issues.count;
  for (const [name, { guard, expected, optional }] of Object.entries(fields)) {
    if (Object.hasOwn(value, name)) guard(value[name], [...path, name], issues);
    else if (!optional) issues.addMissing(path, name, expected);
  }
  return issues.count === before;
}
