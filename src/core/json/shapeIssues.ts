import { nearestName } from '../base/names.ts';

/** Where in a JSON document: names and indices from the root. */
export type JsonPath = readonly (string | number)[];

/** Something in a document that is not as it should be. */
export interface ShapeIssue {
  readonly path: JsonPath;
  /** What is wrong: the value at `path`, that there is such a name, or what the object at `path` lacks. */
  readonly at: 'value' | 'key' | 'inside';
  readonly message: string;
}

/** More findings than this in one file are the same mistake over and over; the rest is only counted. */
const MAX_ISSUES = 50;
const MAX_PREVIEW_LENGTH = 40;
const MAX_NAME_LENGTH = 80;

/** Collects what is wrong with a document, so that all of it is reported and not only the first. */
export class ShapeIssues {
  readonly #issues: ShapeIssue[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The first 50 findings. */
  get listed(): readonly ShapeIssue[] {
    return this.#issues;
  }

  add(path: JsonPath, message: string, at: ShapeIssue['at'] = 'value'): void {
    this.#count++;
    if (this.#issues.length < MAX_ISSUES) this.#issues.push({ path, message, at });
  }

  /** Says that the value at `path` is not what was expected: `"me.ammo" must be a whole number, but is "many".` */
  addUnexpected(path: JsonPath, value: unknown, expected: string): void {
    this.add(path, `${describePath(path)} must be ${expected}, but is ${preview(value)}.`);
  }

  /** Says that the object at `path` lacks `name`. */
  addMissing(path: JsonPath, name: string, expected: string): void {
    this.add(path, `${describePath([...path, name])} is missing; it must be ${expected}.`, 'inside');
  }

  /** Says of every name of `value` that is not in `known` that nobody reads it, and what was probably meant. */
  addUnknownNames(path: JsonPath, value: object, known: readonly string[]): void {
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      if (this.#issues.length === MAX_ISSUES) {
        this.#count++;
        continue;
      }
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
      this.add([...path, name], `${describePath([...path, name])} is not a known field. ${hint}`, 'key');
    }
  }
}

/** A path as people write it, in quotes: `"enemies[0].pos.x"`. */
export function describePath(path: JsonPath): string {
  if (path.length === 0) return 'The file';
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += text === '' ? shortened(segment) : `.${shortened(segment)}`;
  }
  return `"${text}"`;
}

function shortened(name: string): string {
  return name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name;
}

function preview(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > MAX_PREVIEW_LENGTH ? `${text.slice(0, MAX_PREVIEW_LENGTH)}…` : text;
}
