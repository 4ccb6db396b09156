import { isJsonSpace } from './objectScan.ts';
import { closingQuote } from './quotes.ts';

/** The names that may begin an object without quotes. Any others are too like prose in braces. */
const BARE_NAMES = ['plan_id', 'steps'] as const;
const MAX_BARE_NAME = 7;
const SLASH = 0x2f;
const CLOSE_BRACE = 0x7d;
/** An object as models write it, rather than a brace in prose. */
const FIRST_FIELD = /^\{\s*(?:["'“”‘’]|(?:plan_id|steps)\b)/;

/**
 * What a `{` begins, by the characters behind it and behind white space. `stray`: no object, however it goes on, neither
 * JSON nor anything that `readDamagedPlan` can repair. `unknown`: more characters are needed. What is not ASCII is not
 * decided here.
 */
export function objectStart(behind: string): 'object' | 'stray' | 'unknown' {
  if (behind === '') return 'unknown';
  const unit = behind.charCodeAt(0);
  if (unit <= 0x20 || unit >= 0x7f || unit === CLOSE_BRACE || unit === SLASH) return 'object';
  if (closingQuote(unit) !== undefined || BARE_NAMES.some((name) => behind.startsWith(name))) return 'object';
  return BARE_NAMES.some((name) => name.startsWith(behind)) ? 'unknown' : 'stray';
}

/** True when the `{` at `start` of `text` begins no object. */
export function isStrayBrace(text: string, start: number): boolean {
  let at = start + 1;
  while (at < text.length && isJsonSpace(text.charCodeAt(at))) at++;
  return objectStart(text.slice(at, at + MAX_BARE_NAME)) === 'stray';
}

/** True for text that begins as an object with a field in it. */
export function beginsWithField(json: string): boolean {
  return FIRST_FIELD.test(json);
}
