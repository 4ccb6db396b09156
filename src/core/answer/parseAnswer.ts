import { type TextRange, tooDeepAt } from '../json/jsonText.ts';
import type { Problem } from '../world/problems.ts';
import { AnswerSource } from './answerSource.ts';
import { extractPlan, type FoundJson, MAX_PLAN_LENGTH } from './extract.ts';
import { findPlan } from './planShape.ts';
import { droppedText, droppedThinking } from './surroundings.ts';
import { skipThinking } from './thinking.ts';
import type { JsonReading } from './tolerantJson.ts';

/**
 * What a model's text holds. `candidate` is JSON that may still be anything (`validatePlan` looks at it); `repairs`
 * says what was done to get it, empty for an answer that was nothing but JSON; `source` finds its places in the text.
 */
export type ParsedAnswer =
  | ({ readonly ok: true } & ReadAnswer)
  /** `whole`: a plan of the steps that are complete in one that is cut short; for looking at, never for carrying out. */
  | { readonly ok: false; readonly problem: Problem; readonly whole?: ReadAnswer };

/** What was read of a text, and how. */
export interface ReadAnswer {
  readonly candidate: unknown;
  readonly repairs: readonly Problem[];
  readonly source: AnswerSource;
}

/** A longer text is looked through before it is parsed, UTF-16 units. */
const MAX_UNSEEN = 64 * 1024;

const ENDS_THINKING =
  'The answer ends while the model is still thinking, before any plan. Raise planscope.model.maxOutputTokens, or switch its thinking off.';

/**
 * Gets the plan out of a model's answer: plain JSON, JSON in a code fence or in an envelope (`{"plan": {…}}`), or the
 * first object in it that looks like a plan, whatever stands around it. What the model thought before its answer, in
 * `<think>…</think>` at its very beginning, is left out, drafts in it included. Damage that leaves every value as it
 * stands is repaired and named, and a field cut off behind the list of steps is left out and named; an answer that ends
 * within the steps is `cut-short`, one without JSON `not-json`, one without text `empty-answer`. `isCut` says that the
 * server stopped at its token limit: then a list of steps that does not end is `cut-short` also behind a whole step.
 * Without that, such a list cannot be told from one that only lacks its brackets, and is read as that, and named.
 * Never throws, and takes time in proportion to the text's length.
 */
export function parseAnswer(text: string, isCut = false): ParsedAnswer {
  const { end: from, isOpen: isThinking } = skipThinking(text);
  if (isThinking) return failed('cut-short', ENDS_THINKING, { start: from, end: from });
  const thinking = droppedThinking(text, from);
  const direct = text.length - from > MAX_PLAN_LENGTH ? undefined : parseJson(text.slice(from));
  if (direct !== undefined) {
    return { ok: true, ...read(text, withoutSpace(text, from), direct.value, thinking) };
  }
  if (text.trim() === '') return failed('empty-answer', 'The answer is empty.', { start: 0, end: text.length });

  const extracted = extractPlan(text, isCut, from);
  if (extracted.type === 'found') return { ok: true, ...readFound(text, extracted, from, thinking) };
  const { code, message, range, whole } = extracted;
  const failure = failed(code, message, range);
  return whole === undefined ? failure : { ...failure, whole: readFound(text, whole, from, thinking) };
}

function readFound(text: string, found: FoundJson, from: number, thinking: readonly Problem[]): ReadAnswer {
  const { range, value, repairs, reading } = found;
  return read(text, range, value, [...thinking, ...droppedText(text, range, from), ...repairs], reading);
}

function read(
  text: string,
  range: TextRange,
  value: unknown,
  repairs: readonly Problem[],
  reading?: JsonReading,
): ReadAnswer {
  const plan = findPlan(value);
  const path = plan?.path ?? [];
  const source = new AnswerSource(text, range.start, range.end, path, reading);
  if (plan === undefined || path.length === 0) return { candidate: value, repairs, source };
  const around = typeof path[0] === 'number' ? 'list' : `field "${path.join('.')}"`;
  const message = `The plan was taken out of the ${around} around it.`;
  const unwrapped: Problem = { code: 'repaired', severity: 'warning', message, pointer: '', range };
  return { candidate: plan.value, repairs: [...repairs, unwrapped], source };
}

function failed(
  code: Problem['code'],
  message: string,
  range: TextRange,
): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { code, severity: 'error', message, pointer: '', range } };
}

/** The range of the value in a text that is JSON from `from` on: a finding means the same with text behind it or without. */
function withoutSpace(text: string, from: number): TextRange {
  return { start: text.length - text.slice(from).trimStart().length, end: text.trimEnd().length };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  // Of a long text that nests without end the parser would build all before it fails.
  if (text.length > MAX_UNSEEN && tooDeepAt(text) !== undefined) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
