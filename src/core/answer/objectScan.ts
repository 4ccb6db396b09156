import { MAX_JSON_DEPTH, skipString } from '../world/jsonText.ts';

/** Where an object that begins somewhere in a text ends, by its brackets alone. Offsets are UTF-16. */
export type ObjectScan =
  /** `end` is behind the bracket that closes it. */
  | { readonly type: 'closed'; readonly end: number }
  /** The text ends first. */
  | { readonly type: 'open'; readonly end: number }
  /** A bracket that closes another kind of bracket, or nests too deep, at `end`. */
  | { readonly type: 'broken'; readonly end: number };

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Scans the object whose `{` is at `start`; brackets within strings do not count. */
export function scanObject(text: string, start: number): ObjectScan {
  const closers: number[] = [];
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = skipString(text, at) - 1;
        break;
      case OPEN_BRACE:
        closers.push(CLOSE_BRACE);
        break;
      case OPEN_BRACKET:
        closers.push(CLOSE_BRACKET);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        if (closers.pop() !== text.charCodeAt(at)) return { type: 'broken', end: at };
        if (closers.length === 0) return { type: 'closed', end: at + 1 };
        break;
    }
    if (closers.length > MAX_JSON_DEPTH) return { type: 'broken', end: at };
  }
  return { type: 'open', end: text.length };
}
