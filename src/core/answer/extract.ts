import type { TextRange } from '../json/jsonText.ts';
import type { Problem } from '../world/problems.ts';
import { type ObjectScan, scanObject } from './objectScan.ts';
import { beginsWithField, isStrayBrace } from './objectStart.ts';
import { findPlan, mayHoldPlan } from './planShape.ts';
import type { SyntaxRepair } from './respell.ts';
import { type JsonReading, readDamagedPlan, type TolerantJson } from './tolerantJson.ts';

/** The JSON of a plan within other text, or why there is none. */
export type Extraction = FoundJson | Failure;

/** JSON, the place in the text that it was read from, and what was put right in it. */
export interface FoundJson {
  readonly type: 'found';
  readonly range: TextRange;
  readonly value: unknown;
  readonly repairs: readonly Problem[];
  /** What was read for the text at `range`, from whose start its places count; absent for that text itself. */
  readonly reading?: JsonReading;
}

interface Failure {
  readonly type: 'failed';
  readonly code: 'not-json' | 'not-a-plan' | 'cut-short';
  readonly message: string;
  readonly range: TextRange;
  /** True when it is a plan that fails, so that nothing behind it is to be looked at. */
  readonly isPlan: boolean;
  /** True when it is meant as a plan but cannot be read, so that nothing within it is the answer. */
  readonly isDamagedPlan?: boolean;
  /** Of a plan that is cut short its whole steps, for looking at. */
  readonly whole?: FoundJson;
}

/**
 * Bounds for a text made to be searched forever: how often it may be scanned over, how many braces may begin nothing,
 * and how many damaged objects may be looked into. A plan in prose full of stray braces needs a few of each.
 */
const MAX_SCANS = 4;
const MAX_STRAY_BRACES = 1_000;
export const MAX_DAMAGED = 50;
/** UTF-16 units. No model answers at such length; to read more of what somebody made would take too long. */
export const MAX_PLAN_LENGTH = 262_144;

/**
 * Finds the first object in `text` from `from` on that looks like a plan: complete, or damaged in a way that can be repaired.
 * An object that is complete but no plan is skipped as a whole; a brace that begins none is only a brace. Where no
 * object is a plan, the first that was meant as one is named with its damage; without one the first complete one is the
 * answer's JSON, for the validator to say what it lacks.
 * With `isCut` a list of steps that does not end is not repaired: nobody knows how many are missing.
 */
export function extractPlan(text: string, isCut: boolean, from = 0): Extraction {
  let budget = MAX_SCANS * text.length;
  let [strays, damaged] = [0, 0];
  let failure: Failure | undefined;
  let damagedPlan: Failure | undefined;
  let other: Extraction | undefined;
  for (let start = text.indexOf('{', from); start !== -1 && budget > 0; ) {
    if (isStrayBrace(text, start)) {
      failure ??= notJson(
        'Behind this brace stands no JSON object; expected a field name in double quotes.',
        start,
        start + 1,
      );
      if (++strays === MAX_STRAY_BRACES) break;
      start = text.indexOf('{', start + 1);
      continue;
    }
    const scan = scanObject(text, start);
    budget -= scan.end - start + 1;
    // One complete object without a plan is kept for the validator; reading more of them is of no use.
    const isWorthReading = other === undefined || scan.type !== 'closed' || mayHoldPlan(text.slice(start, scan.end));
    const reading = isWorthReading ? readObject(text, start, scan, isCut) : undefined;
    if (reading?.type === 'found' && findPlan(reading.value) !== undefined) return reading;
    if (reading?.type === 'failed') {
      if (reading.isPlan) return reading;
      failure ??= reading;
      if (reading.isDamagedPlan === true) damagedPlan ??= reading;
      if (++strays === MAX_STRAY_BRACES || (scan.type !== 'broken' && ++damaged === MAX_DAMAGED)) break;
    } else other ??= reading;
    // Within what is no JSON a plan may stand, unless that was to be the plan itself.
    const isWithin = reading?.type === 'failed' && !(scan.type === 'closed' && reading.isDamagedPlan === true);
    start = text.indexOf('{', isWithin ? start + 1 : scan.end);
  }
  return damagedPlan ?? other ?? failure ?? noObject(text, from);
}

/** What the object at `start` holds, which ends as `scan` says. */
export function readObject(text: string, start: number, scan: ObjectScan, isCut: boolean): Extraction {
  const end = scan.type === 'open' ? endWithoutFence(text) : scan.end;
  const json = text.slice(start, end);
  const range = { start, end };
  if (scan.type === 'broken') {
    const message = `The bracket "${text[end]}" does not fit the one it should close, or nests too deep.`;
    return { type: 'failed', code: 'not-json', message, range: { start: end, end: end + 1 }, isPlan: false };
  }
  if (scan.type === 'closed' && json.length > MAX_PLAN_LENGTH) return tooLong(json, range);
  if (scan.type === 'closed') {
    try {
      const value: unknown = JSON.parse(json);
      return { type: 'found', range, value, repairs: [] };
    } catch {
      // Damaged, then.
    }
  }
  const areStepsCut = scan.type === 'open' && isCut;
  const reading = fromDamaged(readDamagedPlan(json, areStepsCut), json, range);
  return areStepsCut && reading.type === 'failed' && beginsWithField(json) ? atTokenLimit(reading, range) : reading;
}

/** Skipped as a whole: what is within it is no answer. */
function tooLong({ length }: string, range: TextRange): Failure {
  const message = `The object that begins here has ${length} characters; no plan has more than ${MAX_PLAN_LENGTH}, so it is not read.`;
  const at = { start: range.start, end: range.start + 1 };
  return { type: 'failed', code: 'not-a-plan', message, range: at, isPlan: false, isDamagedPlan: true };
}

function fromDamaged(reading: TolerantJson, json: string, range: TextRange): Extraction {
  switch (reading.type) {
    case 'plan':
      return found(reading, range);
    case 'cut-short': {
      const { message, whole } = reading;
      const end = range.start + reading.end;
      const failure = { type: 'failed', code: 'cut-short', message, range: { start: end, end }, isPlan: true } as const;
      return whole === undefined ? failure : { ...failure, whole: found(whole, { start: range.start, end }) };
    }
    case 'not-json':
      return {
        ...notJson(reading.message, range.start + reading.start, range.start + reading.end),
        isDamagedPlan: reading.isPlan,
      };
    case 'other':
      if (reading.isCut && beginsWithField(json)) return cutObject(range.end);
      return notJson(
        'The object that begins here is neither JSON nor a plan that can be repaired.',
        range.start,
        range.start + 1,
      );
  }
}

function found(
  from: { readonly value: unknown; readonly reading: JsonReading; readonly repairs: readonly SyntaxRepair[] },
  range: TextRange,
): FoundJson {
  const repairs = from.repairs.map(({ message, start, end }): Problem => {
    const at = { start: range.start + start, end: range.start + end };
    return { code: 'repaired', severity: 'warning', message, pointer: '', range: at };
  });
  return { type: 'found', range, value: from.value, repairs, reading: from.reading };
}

/** An object that the server's limit ends is meant as the answer, whatever it holds so far. */
function atTokenLimit({ whole }: Failure, range: TextRange): Failure {
  const message =
    'The server stopped at its token limit, in the middle of the plan. Raise planscope.model.maxOutputTokens.';
  return { type: 'failed', code: 'cut-short', message, range, isPlan: true, ...(whole === undefined ? {} : { whole }) };
}

function notJson(message: string, start: number, end: number): Failure {
  return { type: 'failed', code: 'not-json', message, range: { start, end }, isPlan: false };
}

function noObject(text: string, from: number): Failure {
  return notJson('The answer holds no JSON object.', from, text.length);
}

function cutObject(end: number): Failure {
  const message = 'The answer ends in the middle of a JSON object, before any step of a plan.';
  return { type: 'failed', code: 'cut-short', message, range: { start: end, end }, isPlan: false };
}

/** An object that does not close may still be followed by the fence that closes its block. */
function endWithoutFence(text: string): number {
  const trimmed = text.trimEnd();
  const isFenced = trimmed.endsWith('```') || trimmed.endsWith('~~~');
  return isFenced ? trimmed.slice(0, -3).trimEnd().length : trimmed.length;
}
