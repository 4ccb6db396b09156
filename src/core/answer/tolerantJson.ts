import { getNodeValue } from 'jsonc-parser';
import { JsonPlaces } from '../json/jsonPlaces.ts';
import { explainSyntaxError } from '../json/jsonSyntax.ts';
import { type JsonSyntaxError, type JsonTree, readJsonTree, type TextRange } from '../json/jsonText.ts';
import { findPlan } from './planShape.ts';

/** Something that was put right, and where; the range is in the text that was read. */
interface SyntaxRepair extends TextRange {
  readonly message: string;
}

/** What a damaged text holds. */
export type TolerantJson =
  | { readonly type: 'plan'; readonly value: unknown; readonly repairs: readonly SyntaxRepair[] }
  /** A plan whose text ends before its last step does, or before it has one. */
  | { readonly type: 'cut-short'; readonly message: string; readonly end: number }
  | { readonly type: 'not-json'; readonly message: string; readonly start: number; readonly end: number }
  /** No plan as far as it can be read; `isCut` when it ends before its end. */
  | { readonly type: 'other'; readonly isCut: boolean };

const COMMENT = 'A comment was removed.';
const TRAILING_COMMA = 'A comma before a closing bracket was removed.';
const WHITE_SPACE: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r']);
/** What needs more repairs than this is not almost JSON. */
const MAX_REPAIRS = 50;
const MISSING_COMMA = 'A missing comma was added.';

/**
 * Reads a damaged JSON object, putting right only what leaves every value as it stands: comments, trailing and missing
 * commas, and closing brackets missing at the end, these only behind a complete last step. Whatever else is wrong is
 * named, not guessed. `json` must not nest deeper than `MAX_JSON_DEPTH`.
 */
export function readDamagedPlan(json: string): TolerantJson {
  const end = json.trimEnd().length;
  const { tree, errors } = readJsonTree(json);
  const repairs: SyntaxRepair[] = [];
  let missingClosers = 0;
  let isCut = false;
  for (const error of errors) {
    if (error.end >= end && isCutError(error, json, end)) isCut = true;
    else if (error.start >= end && (error.name === 'CloseBraceExpected' || error.name === 'CloseBracketExpected')) {
      missingClosers++;
    } else if (repairs.at(-1)?.start !== error.start || error.name === 'InvalidCommentToken') {
      const message = nameRepair(error, json);
      if (message === undefined || repairs.length === MAX_REPAIRS) {
        return {
          type: 'not-json',
          message: explainSyntaxError(error, json, 'the end of the answer'),
          ...rangeOf(error),
        };
      }
      repairs.push({ message, start: error.start, end: error.end });
    }
  }
  const value: unknown = tree === undefined ? undefined : getNodeValue(tree);
  const plan = findPlan(value);
  if (tree === undefined || plan === undefined) return { type: 'other', isCut: isCut || missingClosers > 0 };
  if (missingClosers === 0 && !isCut) return { type: 'plan', value, repairs };
  const text = json.slice(0, end);
  const ending = describeEnd(
    text,
    new JsonPlaces(tree).nodeAt([...plan.path, 'steps']),
    openNodes(tree, missingClosers),
    isCut,
  );
  if (ending !== undefined) return { type: 'cut-short', message: ending, end };
  return { type: 'plan', value, repairs: [...repairs, addedClosers(missingClosers, end)] };
}

/** Says how a text that ends early cuts its plan; undefined when all of the plan is there. */
function describeEnd(
  json: string,
  steps: JsonTree | undefined,
  open: ReadonlySet<JsonTree>,
  isCut: boolean,
): string | undefined {
  const closedSteps = steps?.children?.filter((step) => !open.has(step)) ?? [];
  const areStepsClosed = steps !== undefined && !open.has(steps);
  const isLastStepClosed = closedSteps.length > 0 && closedSteps.length === steps?.children?.length;
  // A digit at the very end may be the first of more.
  const isWhole = areStepsClosed ? !/\d$/.test(json) : isLastStepClosed && json.endsWith('}');
  if (isWhole && !isCut) return undefined;
  const count = closedSteps.length;
  return `The answer ends in the middle of the plan, after ${count} complete ${count === 1 ? 'step' : 'steps'}.`;
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

/** True for an error that says no more than that the text ends here. */
function isCutError(error: JsonSyntaxError, json: string, end: number): boolean {
  switch (error.name) {
    case 'UnexpectedEndOfString':
    case 'UnexpectedEndOfComment':
    case 'UnexpectedEndOfNumber':
    case 'InvalidSymbol':
      return true;
    case 'PropertyNameExpected':
    case 'ValueExpected':
    case 'ColonExpected':
      return error.start >= end || json.slice(error.start).trim() === '';
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

function rangeOf(error: JsonSyntaxError): TextRange {
  return { start: error.start, end: error.end };
}
