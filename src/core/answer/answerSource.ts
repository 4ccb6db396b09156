import { JsonPlaces } from '../json/jsonPlaces.ts';
import { fromPointer } from '../json/jsonPointer.ts';
import { readJsonTree, type TextRange, tooDeepAt } from '../json/jsonText.ts';
import type { JsonPath } from '../json/shapeIssues.ts';
import type { Problem } from '../world/problems.ts';
import type { JsonReading } from './tolerantJson.ts';

/**
 * How much of the JSON is looked at for places, UTF-16 units. What lies behind is marked by the nearest thing around it:
 * no model's plan is so long, and reading all of it would take too long.
 */
const MAX_LENGTH = 64 * 1024;

/** Where in a model's answer a plan stands, so that findings about the plan get their place in the answer. */
export class AnswerSource {
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;
  readonly #path: JsonPath;
  readonly #reading: JsonReading | undefined;
  #places: JsonPlaces | 'none' | undefined;

  /**
   * The JSON in `text` from `start` to `end` (UTF-16 offsets), the plan in it at `path`; `reading` is what was read for
   * it where it is damaged.
   */
  constructor(text: string, start: number, end: number, path: JsonPath, reading?: JsonReading) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
    this.#path = path;
    this.#reading = reading;
  }

  /** Where the plan is in the JSON that holds it; [] for the JSON itself. */
  get path(): JsonPath {
    return this.#path;
  }

  /** The range of what `pointer` (into the plan) names, else of the nearest thing around it. */
  rangeOf(pointer: string, at: 'value' | 'key' = 'value'): TextRange {
    const whole = { start: this.#start, end: this.#end };
    if (pointer === '' && this.#path.length === 0) return whole;
    // Read only when something in it is wrong: most answers are right, and the tree costs more than the parse.
    this.#places ??= this.#readPlaces() ?? 'none';
    if (this.#places === 'none') return whole;
    const { start, end } = this.#places.rangeOf([...this.#path, ...fromPointer(pointer)], at);
    return { start: this.#inText(start), end: this.#inText(end) };
  }

  #inText(offset: number): number {
    return this.#start + (this.#reading?.sourceOf(offset) ?? offset);
  }

  #readPlaces(): JsonPlaces | undefined {
    if (this.#reading !== undefined) return this.#reading.places;
    const json = this.#text.slice(this.#start, Math.min(this.#end, this.#start + MAX_LENGTH));
    const tree = tooDeepAt(json) === undefined ? readJsonTree(json).tree : undefined;
    return tree === undefined ? undefined : new JsonPlaces(tree);
  }
}

/** Gives each problem that has none its range in the answer. An argument too many is marked by its name. */
export function withRanges(problems: readonly Problem[], source: AnswerSource): readonly Problem[] {
  return problems.map((problem) => {
    if (problem.range !== undefined) return problem;
    const at = problem.code === 'extra-argument' ? 'key' : 'value';
    return { ...problem, range: source.rangeOf(problem.pointer, at) };
  });
}
