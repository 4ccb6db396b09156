import type { TextRange } from '../json/jsonText.ts';
import type { Problem } from '../world/problems.ts';
import { AnswerSource } from './answerSource.ts';
import { extractPlan } from './extract.ts';
import { findPlan } from './planShape.ts';
import { droppedText, droppedThinking } from './surroundings.ts';
import { skipThinking } from './thinking.ts';

/**
 * What a model's text holds. `candidate` is JSON that may still be anything (`validatePlan` looks at it); `repairs`
 * says what was done to get it, empty for an answer that was nothing but JSON; `source` finds its places in the text.
 */
export type ParsedAnswer =
  | {
      readonly ok: true;
      readonly candidate: unknown;
      readonly repairs: readonly Problem[];
      readonly source: AnswerSource;
    }
  | { readonly ok: false; readonly problem: Problem };

const ENDS_THINKING =
  'The answer ends while the model is still thinking, before any plan. Raise planscope.model.maxOutputTokens, or switch its thinking off.';

/**
 * Gets the plan out of a model's answer: plain JSON, JSON in a code fence or in an envelope (`{"plan": {…}}`), or the
 * first object in it that looks like a plan, whatever stands around it. What the model thought before its answer, in
 * `<think>…</think>` at its very beginning, is left out, drafts in it included. Damage that leaves every value as it stands
 * is repaired and named; an answer that ends within a step is `cut-short`, one without JSON `not-json`, one without
 * text `empty-answer`. `isCut` says that the server stopped at its token limit: then an open plan is `cut-short` too. Never throws, and takes time in proportion to the text's length.
 */
export function parseAnswer(text: string, isCut = false): ParsedAnswer {
  const { end: from, isOpen: isThinking } = skipThinking(text);
  if (isThinking) return failed('cut-short', ENDS_THINKING, { start: from, end: from });
  const thinking = droppedThinking(text, from);
  const direct = parseJson(text.slice(from));
  if (direct !== undefined) return parsed(text, withoutSpace(text, from), direct.value, thinking);
  if (text.trim() === '') return failed('empty-answer', 'The answer is empty.', { start: 0, end: text.length });

  const extracted = extractPlan(text, isCut, from);
  if (extracted.type === 'failed') return failed(extracted.code, extracted.message, extracted.range);
  const { range, value, repairs } = extracted;
  return parsed(text, range, value, [...thinking, ...droppedText(text, range, from), ...repairs]);
}

function parsed(text: string, range: TextRange, value: unknown, repairs: readonly Problem[]): ParsedAnswer {
  const plan = findPlan(value);
  const path = plan?.path ?? [];
  const source = new AnswerSource(text, range.start, range.end, path);
  if (plan === undefined || path.length === 0) return { ok: true, candidate: value, repairs, source };
  const around = typeof path[0] === 'number' ? 'list' : `field "${path.join('.')}"`;
  const message = `The plan was taken out of the ${around} around it.`;
  const unwrapped: Problem = { code: 'repaired', severity: 'warning', message, pointer: '', range };
  return { ok: true, candidate: plan.value, repairs: [...repairs, unwrapped], source };
}

function failed(code: Problem['code'], message: string, range: TextRange): ParsedAnswer {
  return { ok: false, problem: { code, severity: 'error', message, pointer: '', range } };
}

/** The range of the value in a text that is JSON from `from` on: a finding means the same with text behind it or without. */
function withoutSpace(text: string, from: number): TextRange {
  return { start: text.length - text.slice(from).trimStart().length, end: text.trimEnd().length };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
