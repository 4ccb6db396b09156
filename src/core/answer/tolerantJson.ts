import { getNodeValue } from 'jsonc-parser';
import { JsonPlaces } from '../json/jsonPlaces.ts';
import { explainSyntaxError } from '../json/jsonSyntax.ts';
import { type JsonSyntaxError, type JsonTree, readJsonTree, tooDeepAt } from '../json/jsonText.ts';
import type { JsonPath } from '../json/shapeIssues.ts';
import { cutOff } from './cutPlan.ts';
import { findPlan, mayHoldPlan } from './planShape.ts';
import { type Respelling, respell, type SyntaxRepair } from './respell.ts';

/** The JSON that was read in place of a damaged text, and the way back from its places to those in the text. */
export interface JsonReading {
  readonly places: JsonPlaces;
  readonly sourceOf: (offset: number) => number;
}

/** A value, and what it was read from. */
interface ReadValue {
  readonly value: unknown;
  readonly reading: JsonReading;
  readonly repairs: readonly SyntaxRepair[];
}

/** What a damaged text holds. Places are in the text. */
export type TolerantJson =
  | ({ readonly type: 'plan' } & ReadValue)
  /** A plan whose text ends before its list of steps does; `whole` is what there is of it, up to its last whole step. */
  | { readonly type: 'cut-short'; readonly message: string; readonly end: number; readonly whole?: ReadValue }
  /** `isPlan`: as far as it can be read, it is meant as a plan. */
  | {
      readonly type: 'not-json';
      readonly message: string;
      readonly start: number;
      readonly end: number;
      readonly isPlan: boolean;
    }
  /** No plan as far as it can be read; `isCut` when it ends before its end. */
  | { readonly type: 'other'; readonly isCut: boolean };

const COMMENT = 'A comment was removed.';
const TRAILING_COMMA = 'A comma before a closing bracket was removed.';
const MISSING_COMMA = 'A missing comma was added.';
const WHITE_SPACE: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r']);
/** What needs more repairs than this is not almost JSON. */
const MAX_REPAIRS = 50;
/** What is longer, UTF-16 units, is not read at all: no model's answer is, and reading it would take too long. */
const MAX_LENGTH = 64 * 1024;

/** What the errors of a text come to. */
interface Damage {
  readonly repairs: SyntaxRepair[];
  missingClosers: number;
  /** The first error that says no more than that the text ends here. */
  cut: JsonSyntaxError | undefined;
}

/**
 * Reads a damaged JSON object, putting right only what leaves every value as it stands: other quotes and words than
 * JSON's (`respell`), comments, trailing and missing commas, and closing brackets missing at the end, these only
 * behind a complete last step. A field behind the list of steps in which the text ends is left out. Whatever else is
 * wrong is named, not guessed. `areStepsCut`: a list of steps that does not end is not all of it, even behind a step.
 */
export function readDamagedPlan(text: string, areStepsCut: boolean): TolerantJson {
  if (text.length > MAX_LENGTH) {
    const message = `The JSON here is damaged, and with ${text.length} characters too long to be repaired.`;
    return { type: 'not-json', message, start: 0, end: text.length, isPlan: mayHoldPlan(text) };
  }
  const respelling = respell(text);
  const deep = tooDeepAt(respelling.json);
  if (deep !== undefined) {
    const start = respelling.sourceOf(deep);
    return { type: 'not-json', message: 'Brackets nest too deep here.', start, end: start + 1, isPlan: false };
  }
  return new DamagedReading(text, respelling, areStepsCut).read(respelling.json.trimEnd(), []);
}

class DamagedReading {
  readonly #text: string;
  readonly #respelling: Respelling;
  readonly #areStepsCut: boolean;

  constructor(text: string, respelling: Respelling, areStepsCut: boolean) {
    this.#text = text;
    this.#respelling = respelling;
    this.#areStepsCut = areStepsCut;
  }

  /** Reads `json`, the respelt text up to what was `left` out at its end. */
  read(json: string, left: readonly SyntaxRepair[]): TolerantJson {
    const { tree, errors } = readJsonTree(json);
    const damage = this.#assess(errors, json);
    const value: unknown = tree === undefined ? undefined : getNodeValue(tree);
    const plan = findPlan(value);
    if ('name' in damage) return this.#refuse(damage, plan !== undefined);
    const { repairs, missingClosers, cut } = damage;
    if (tree === undefined || plan === undefined) {
      return { type: 'other', isCut: cut !== undefined || missingClosers > 0 };
    }
    const places = new JsonPlaces(tree);
    const reading = { places, sourceOf: this.#respelling.sourceOf };
    const respelt = this.#respelling.repairs;
    if (missingClosers === 0 && cut === undefined) {
      return { type: 'plan', value, reading, repairs: [...respelt, ...repairs, ...left] };
    }
    const open = openNodes(tree, missingClosers);
    const ending = cutOff({
      json,
      tree,
      plan: places.nodeAt(plan.path),
      steps: places.nodeAt([...plan.path, 'steps']),
      open,
      cut,
      areStepsCut: this.#areStepsCut,
      isEndSure: left.length > 0,
    });
    switch (ending.type) {
      case 'whole': {
        const closers = missingClosers === 0 ? [] : [this.#located(addedClosers(missingClosers, json.length))];
        return { type: 'plan', value, reading, repairs: [...respelt, ...repairs, ...left, ...closers] };
      }
      case 'field': {
        // One field is the text's last: what still ends early without it is damaged in another way.
        if (left.length > 0) return { type: 'other', isCut: true };
        const rest = json.slice(0, ending.start).trimEnd();
        return this.read(rest.endsWith(',') ? rest.slice(0, -1) : rest, [
          this.#located({ ...ending, end: json.length }),
        ]);
      }
      case 'steps': {
        const end = this.#respelling.sourceOf(json.length);
        const { message, whole } = ending;
        if (whole === undefined) return { type: 'cut-short', message, end };
        const inSteps = [...respelt, ...repairs.filter((repair) => repair.end < end)];
        return {
          type: 'cut-short',
          message,
          end,
          whole: { value: within(plan.path, whole), reading, repairs: inSteps },
        };
      }
    }
  }

  /** What is wrong with `json`, or the first error in it that cannot be put right. */
  #assess(errors: readonly JsonSyntaxError[], json: string): Damage | JsonSyntaxError {
    const damage: Damage = { repairs: [], missingClosers: 0, cut: undefined };
    let lastStart: number | undefined;
    for (const error of errors) {
      const isAtEnd = error.start >= json.length;
      if (isAtEnd && (error.name === 'CloseBraceExpected' || error.name === 'CloseBracketExpected')) {
        damage.missingClosers++;
      } else if (error.end >= json.length && isCutError(error, json)) {
        if (damage.cut !== undefined) continue;
        damage.cut = error;
        if (error.name === 'PropertyNameExpected') damage.repairs.push(this.#trailingComma(json));
      } else if (lastStart !== error.start || error.name === 'InvalidCommentToken') {
        const message = nameRepair(error, json);
        if (message === undefined || damage.repairs.length === MAX_REPAIRS) return error;
        lastStart = error.start;
        damage.repairs.push(this.#located({ message, start: error.start, end: error.end }));
      }
    }
    return damage;
  }

  #refuse(error: JsonSyntaxError, isPlan: boolean): TolerantJson {
    const { start, end } = this.#located({ message: '', start: error.start, end: error.end });
    const message = explainSyntaxError({ ...error, start, end }, this.#text, 'the end of the answer');
    return { type: 'not-json', message, start, end, isPlan };
  }

  /** The comma behind which `json` ends, or its end where a comment follows the comma. */
  #trailingComma(json: string): SyntaxRepair {
    const start = json.endsWith(',') ? json.length - 1 : json.length;
    return this.#located({ message: TRAILING_COMMA, start, end: json.length });
  }

  #located({ message, start, end }: SyntaxRepair): SyntaxRepair {
    const { sourceOf } = this.#respelling;
    return { message, start: sourceOf(start), end: sourceOf(end) };
  }
}

/** An object with `value` at `path`, so that it is found there again. */
function within(path: JsonPath, value: unknown): unknown {
  return path.reduceRight((inner: unknown, name) => ({ [name]: inner }), value);
}

/** The outermost `count` containers along the right edge of `tree`: those that a text which just ends leaves open. */
function openNodes(tree: JsonTree, count: number): ReadonlySet<JsonTree> {
  const open = new Set<JsonTree>();
  let node: JsonTree | undefined = tree;
  while (node !== undefined && open.size < count) {
    open.add(node);
    const last: JsonTree | undefined = node.children?.at(-1);
    node = last?.type === 'property' ? last.children?.[1] : last;
  }
  return open;
}

function addedClosers(count: number, end: number): SyntaxRepair {
  const message =
    count === 1
      ? 'The closing bracket missing at the end was added.'
      : `${count} closing brackets missing at the end were added.`;
  return { message, start: end, end };
}

/** True for an error at the end of `json` that says no more than that the text ends here. */
function isCutError(error: JsonSyntaxError, json: string): boolean {
  switch (error.name) {
    case 'UnexpectedEndOfString':
    case 'UnexpectedEndOfComment':
    case 'UnexpectedEndOfNumber':
    case 'InvalidSymbol':
      return true;
    case 'PropertyNameExpected':
    case 'ValueExpected':
    case 'ColonExpected':
      return error.start >= json.length;
    default:
      return false;
  }
}

function nameRepair(error: JsonSyntaxError, json: string): string | undefined {
  const found = json[error.start];
  switch (error.name) {
    case 'InvalidCommentToken':
      return COMMENT;
    case 'CommaExpected':
      return found === '{' || found === '"' ? MISSING_COMMA : undefined;
    case 'PropertyNameExpected':
      return found === '}' && followsComma(json, error.start) ? TRAILING_COMMA : undefined;
    case 'ValueExpected':
      return found === ']' && followsComma(json, error.start) ? TRAILING_COMMA : undefined;
    default:
      return undefined;
  }
}

function followsComma(json: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && WHITE_SPACE.has(json[at] ?? '')) at--;
  return json[at] === ',';
}
