import { foldName, nearestName } from '../base/names.ts';
import { isJsonObject, type JsonObject } from '../json/shapeGuards.ts';
import { describePath, type JsonPath, type ShapeIssues } from '../json/shapeIssues.ts';
import type { ArgType, ToolArg } from './tools.ts';

const FIELDS = ['arg', 'max_distance', 'rounds', 'hp', 'distance', 'radius', 'seconds', 'key'] as const;
type FieldName = (typeof FIELDS)[number];

/** Whether an argument can stand for a cell, an entity, or a number. */
export type ArgFilter = (type: ArgType, name: string) => boolean;

export const isCellArg: ArgFilter = (type) => itemType(type) === 'vec';
// A registry that knows no `entity` writes ids as whole numbers and calls them so.
export const isEntityArg: ArgFilter = (type, name) =>
  itemType(type) === 'entity' || ((type.type === 'u32' || type.type === 'i32') && /(^|_)id$/i.test(name));
export const isTargetArg: ArgFilter = (type, name) => isCellArg(type, name) || isEntityArg(type, name);
export const isNumberArg: ArgFilter = (type) => type.type === 'f32' || type.type === 'u32' || type.type === 'i32';

/** Reads a list of rules, each an object that says its kind in `tag`, or only the kind. Case and `_` do not matter. */
export function readRules<K extends string>(
  value: unknown,
  tag: 'check' | 'effect',
  kinds: readonly K[],
  args: readonly ToolArg[],
  path: JsonPath,
  issues: ShapeIssues,
): readonly Rule<K>[] {
  if (!Array.isArray(value)) {
    issues.addUnexpected(path, value, `a list of ${tag}s`);
    return [];
  }
  const rules: Rule<K>[] = [];
  for (const [index, entry] of value.entries()) {
    const fields: JsonObject = isJsonObject(entry) ? entry : { [tag]: entry };
    const named = fields[tag];
    const kind = typeof named === 'string' ? kinds.find((known) => foldName(known) === foldName(named)) : undefined;
    const rulePath = [...path, index];
    if (kind === undefined) addUnknownKind(isJsonObject(entry) ? [...rulePath, tag] : rulePath, named, kinds, issues);
    else {
      issues.addUnknownNames(rulePath, isJsonObject(entry) ? entry : {}, [tag, ...FIELDS]);
      rules.push(new Rule(kind, fields, args, rulePath, issues));
    }
  }
  return rules;
}

function addUnknownKind(path: JsonPath, named: unknown, kinds: readonly string[], issues: ShapeIssues): void {
  const nearest = typeof named === 'string' ? nearestName(named, kinds) : undefined;
  const expected = `one of ${kinds.join(', ')}`;
  issues.addUnexpected(path, named, nearest === undefined ? expected : `${expected} (did you mean "${nearest}"?)`);
}

/** One entry of `requires` or `effects`, whose fields are read as the kind needs them. */
export class Rule<K extends string> {
  readonly kind: K;
  readonly #fields: JsonObject;
  readonly #args: readonly ToolArg[];
  readonly #path: JsonPath;
  readonly #issues: ShapeIssues;

  constructor(kind: K, fields: JsonObject, args: readonly ToolArg[], path: JsonPath, issues: ShapeIssues) {
    this.kind = kind;
    this.#fields = fields;
    this.#args = args;
    this.#path = path;
    this.#issues = issues;
  }

  /** The argument that the rule is about: named in `arg`, or the only one that fits. */
  arg(fits: ArgFilter): string | undefined {
    const candidates = this.#args.filter(({ name, type }) => fits(type, name)).map(({ name }) => name);
    if (fits({ type: 'vec' }, '') && this.#hasNumber('x') && this.#hasNumber('y')) candidates.push('xy');
    const named = this.#fields['arg'];
    if (named === undefined && candidates.length === 1) return candidates[0];
    if (typeof named === 'string' && candidates.includes(named)) return named;
    const known = candidates.length === 0 ? 'and the tool has none that fits' : `one of ${candidates.join(', ')}`;
    const expected = `the argument that "${this.kind}" is about, ${known}`;
    if (named === undefined) this.#issues.addMissing(this.#path, 'arg', expected);
    else this.#issues.addUnexpected([...this.#path, 'arg'], named, expected);
    return undefined;
  }

  /** A number from 0; `fallback` where the field is left out. */
  number(name: FieldName, fallback?: number): number | undefined {
    const value = this.#fields[name] ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    this.#addWrong(name, 'a number from 0');
    return undefined;
  }

  /** A number from 0, or the name of the argument that gives it: the one called as the field where that is left out. */
  numberOrArg(name: FieldName): number | string | undefined {
    const value = this.#fields[name] ?? (this.#hasNumber(name) ? name : undefined);
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    if (typeof value === 'string' && this.#hasNumber(value)) return value;
    this.#addWrong(name, "a number from 0, or the name of one of the tool's number arguments");
    return undefined;
  }

  /** A string, where there is one. */
  text(name: FieldName): string | undefined {
    const value = this.#fields[name];
    if (value !== undefined && typeof value !== 'string') this.#addWrong(name, 'a string');
    return typeof value === 'string' ? value : undefined;
  }

  #hasNumber(name: string): boolean {
    return this.#args.some((arg) => arg.name === name && isNumberArg(arg.type, name));
  }

  #addWrong(name: FieldName, expected: string): void {
    const value = this.#fields[name];
    if (value === undefined) {
      this.#issues.add(this.#path, `${describePath(this.#path)} ("${this.kind}") needs "${name}", ${expected}.`);
    } else this.#issues.addUnexpected([...this.#path, name], value, expected);
  }
}

function itemType(type: ArgType): ArgType['type'] {
  return type.type === 'list' ? itemType(type.of) : type.type;
}
