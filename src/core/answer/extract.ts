import { type TextRange, tooDeepAt } from '../world/jsonText.ts';
import type { Problem } from '../world/problems.ts';
import { type ObjectScan, scanObject } from './objectScan.ts';
import { findPlan } from './planShape.ts';
import { readDamagedPlan } from './tolerantJson.ts';

/** The JSON of a plan within other text, or why there is none. */
export type Extraction =
  | { readonly type: 'found'; readonly range: TextRange; readonly value: unknown; readonly repairs: readonly Problem[] }
  | Failure;

interface Failure {
  readonly type: 'failed';
  readonly code: 'not-json' | 'cut-short';
  readonly message: string;
  readonly range: TextRange;
}

/**
 * How often the text may be read over, and how much more a tolerant reading costs than a scan. Only a text made to
 * be searched forever gets there; a plan in prose full of stray braces is found within two readings.
 */
const MAX_READINGS = 8;
const TOLERANT_COST = 4;

/**
 * Finds the first object in `text` that looks like a plan: complete, or damaged in a way that can be repaired.
 * An object that is complete but no plan is skipped as a whole; a brace that begins none is only a brace. Where no
 * object is a plan, the first complete one is the answer's JSON, for the validator to say what it lacks.
 */
export function extractPlan(text: string): Extraction {
  let budget = MAX_READINGS * text.length;
  let failure: Failure | undefined;
  let other: Extraction | undefined;
  for (let start = text.indexOf('{'); start !== -1 && budget > 0; ) {
    const scan = scanObject(text, start);
    budget -= scan.end - start;
    const reading = readObject(text, start, scan);
    if (reading.type === 'found' && findPlan(reading.value) !== undefined) return reading;
    if (reading.type === 'failed') {
      if (reading.code === 'cut-short') return reading;
      failure ??= reading;
      budget -= TOLERANT_COST * (scan.end - start);
    } else other ??= reading;
    start = text.indexOf('{', reading.type === 'found' ? reading.range.end : start + 1);
  }
  return other ?? failure ?? noObject(text);
}

function readObject(text: string, start: number, scan: ObjectScan): Extraction {
  const end = scan.type === 'open' ? endWithoutFence(text) : scan.end;
  const json = text.slice(start, end);
  const range = { start, end };
  if (scan.type === 'broken') {
    const message = `The bracket "${text[end]}" does not fit the one it should close, or nests too deep.`;
    return { type: 'failed', code: 'not-json', message, range: { start: end, end: end + 1 } };
  }
  if (scan.type === 'closed') {
    try {
      const value: unknown = JSON.parse(json);
      return { type: 'found', range, value, repairs: [] };
    } catch {
      // Damaged, then.
    }
  }
  return readDamaged(json, range);
}

function readDamaged(json: string, range: TextRange): Extraction {
  const deep = tooDeepAt(json);
  if (deep !== undefined) return notJson('Brackets nest too deep here.', range.start + deep, range.start + deep + 1);
  const reading = readDamagedPlan(json);
  switch (reading.type) {
    case 'plan': {
      const repairs = reading.repairs.map(({ message, start, end }): Problem => {
        const at = { start: range.start + start, end: range.start + end };
        return { code: 'repaired', severity: 'warning', message, pointer: '', range: at };
      });
      return { type: 'found', range, value: reading.value, repairs };
    }
    case 'cut-short': {
      const end = range.start + reading.end;
      return { type: 'failed', code: 'cut-short', message: reading.message, range: { start: end, end } };
    }
    case 'not-json':
      return notJson(reading.message, range.start + reading.start, range.start + reading.end);
    case 'other':
      return notJson('The answer holds no complete JSON object.', range.start, range.start + 1);
  }
}

function notJson(message: string, start: number, end: number): Failure {
  return { type: 'failed', code: 'not-json', message, range: { start, end } };
}

function noObject(text: string): Failure {
  return notJson('The answer holds no JSON object.', 0, text.length);
}

/** An object that does not close may still be followed by the fence that closes its block. */
function endWithoutFence(text: string): number {
  return text.replace(/\s*(?:```|~~~)\s*$/, '').length;
}
