import { MAX_JSON_DEPTH } from '../json/jsonText.ts';
import { closingQuote, isClosingQuote } from './quotes.ts';

/** Where an object that begins somewhere in a text ends, by its brackets alone. Offsets are UTF-16. */
export type ObjectScan =
  /** `end` is behind the bracket that closes it. */
  | { readonly type: 'closed'; readonly end: number }
  /** The text ends first. */
  | { readonly type: 'open'; readonly end: number }
  /** A bracket that closes another kind of bracket, or nests too deep, at `end`. */
  | { readonly type: 'broken'; readonly end: number };

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const STAR = 0x2a;
const COMMA = 0x2c;
const SLASH = 0x2f;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Scans the object whose `{` is at `start`; brackets within strings and comments do not count. */
export function scanObject(text: string, start: number): ObjectScan {
  return new ObjectScanner().scan(text, start);
}

/**
 * `scanObject` over an object that arrives in pieces: it goes on in each where it stopped in the one before. Strings
 * are those of `respell` too: other quotes than double ones begin one only where a name or a value is due, so that
 * an apostrophe elsewhere is only an apostrophe.
 */
export class ObjectScanner {
  readonly #closers: number[] = [];
  /** What the next character is in: a string by the quote that closes it, a comment by its last character. */
  #inside: number | undefined;
  #isEscaped = false;
  #isEntryDue = false;
  #previous = 0;

  /** Goes on at `start` of `text`, with the object's `{` the first time; `open` says that more is needed. */
  scan(text: string, start: number): ObjectScan {
    const closers = this.#closers;
    for (let at = this.#skipInside(text, start); at < text.length; at = this.#skipInside(text, at + 1)) {
      const unit = text.charCodeAt(at);
      const previous = this.#previous;
      this.#previous = unit;
      switch (unit) {
        case OPEN_BRACE:
        case OPEN_BRACKET:
          closers.push(unit === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET);
          if (closers.length > MAX_JSON_DEPTH) return { type: 'broken', end: at };
          this.#isEntryDue = true;
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          if (closers.pop() !== unit) return { type: 'broken', end: at };
          if (closers.length === 0) return { type: 'closed', end: at + 1 };
          this.#isEntryDue = false;
          break;
        case COMMA:
        case COLON:
          this.#isEntryDue = true;
          break;
        case SLASH:
          if (previous === SLASH) this.#inside = LINE_FEED;
          break;
        default:
          if (unit === STAR && previous === SLASH) {
            this.#inside = SLASH;
            this.#previous = 0;
          } else if (!isJsonSpace(unit)) {
            if (unit === QUOTE || this.#isEntryDue) this.#inside = closingQuote(unit);
            this.#isEntryDue = false;
          }
      }
    }
    return { type: 'open', end: text.length };
  }

  /** The first offset from `start` on that is in no string and no comment, or the text's end. */
  #skipInside(text: string, start: number): number {
    const inside = this.#inside;
    if (inside === undefined) return start;
    const end =
      inside === LINE_FEED || inside === SLASH ? this.#skipComment(text, start) : this.#skipString(text, start);
    if (this.#inside === undefined) this.#previous = 0;
    return end;
  }

  #skipString(text: string, start: number): number {
    let at = start;
    if (this.#isEscaped && at < text.length) {
      this.#isEscaped = false;
      at++;
    }
    const closing = this.#inside;
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === BACKSLASH) at++;
      else if (unit === closing || (closing !== QUOTE && isClosingQuote(unit, closing))) {
        this.#inside = undefined;
        return at + 1;
      }
    }
    if (at > text.length) this.#isEscaped = true;
    return text.length;
  }

  #skipComment(text: string, start: number): number {
    for (let at = start; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const isEnd =
        this.#inside === SLASH
          ? unit === SLASH && this.#previous === STAR
          : unit === LINE_FEED || unit === CARRIAGE_RETURN;
      this.#previous = unit;
      if (!isEnd) continue;
      this.#inside = undefined;
      return at + 1;
    }
    return text.length;
  }
}

/** True for the four characters that JSON calls white space. */
export function isJsonSpace(unit: number): boolean {
  return unit === 0x20 || unit === LINE_FEED || unit === CARRIAGE_RETURN || unit === 0x09;
}
