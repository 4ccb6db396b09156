import { MAX_JSON_DEPTH } from '../json/jsonText.ts';

/** Where an object that begins somewhere in a text ends, by its brackets alone. Offsets are UTF-16. */
export type ObjectScan =
  /** `end` is behind the bracket that closes it. */
  | { readonly type: 'closed'; readonly end: number }
  /** The text ends first. */
  | { readonly type: 'open'; readonly end: number }
  /** A bracket that closes another kind of bracket, or nests too deep, at `end`. */
  | { readonly type: 'broken'; readonly end: number };

const QUOTE = 0x22;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Scans the object whose `{` is at `start`; brackets within strings do not count. */
export function scanObject(text: string, start: number): ObjectScan {
  return new ObjectScanner().scan(text, start);
}

/** `scanObject` over an object that arrives in pieces: it goes on in each where it stopped in the one before. */
export class ObjectScanner {
  readonly #closers: number[] = [];
  #isInString = false;
  #isEscaped = false;

  /** Goes on at `start` of `text`, with the object's `{` the first time; `open` says that more is needed. */
  scan(text: string, start: number): ObjectScan {
    const closers = this.#closers;
    let at = this.#isInString ? this.#skipString(text, start) : start;
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      switch (unit) {
        case QUOTE:
          at = this.#skipString(text, at + 1) - 1;
          break;
        case OPEN_BRACE:
          closers.push(CLOSE_BRACE);
          break;
        case OPEN_BRACKET:
          closers.push(CLOSE_BRACKET);
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          if (closers.pop() !== unit) return { type: 'broken', end: at };
          if (closers.length === 0) return { type: 'closed', end: at + 1 };
          break;
      }
      if (closers.length > MAX_JSON_DEPTH) return { type: 'broken', end: at };
    }
    return { type: 'open', end: text.length };
  }

  /** The offset behind the string that `start` is in, or the text's end when the string goes on in the next piece. */
  #skipString(text: string, start: number): number {
    let at = start;
    if (this.#isEscaped && at < text.length) {
      this.#isEscaped = false;
      at++;
    }
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === BACKSLASH) at++;
      else if (unit === QUOTE) {
        this.#isInString = false;
        return at + 1;
      }
    }
    this.#isInString = true;
    if (at > text.length) this.#isEscaped = true;
    return text.length;
  }
}

/** True for the four characters that JSON calls white space. */
export function isJsonSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

/**
 * True when a `{` with `unit` as its next character but white space begins no object, however it goes on: neither JSON
 * nor anything that `readDamagedPlan` can repair. What is not ASCII is not decided here.
 */
export function isStrayBrace(unit: number): boolean {
  return unit > 0x20 && unit < 0x7f && unit !== QUOTE && unit !== CLOSE_BRACE && unit !== SLASH;
}
