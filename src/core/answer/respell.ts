import type { TextRange } from '../json/jsonText.ts';
import { isJsonSpace } from './objectScan.ts';
import { closingQuote, isClosingQuote } from './quotes.ts';

/** Something that was put right, and where; the range is in the text that was read. */
export interface SyntaxRepair extends TextRange {
  readonly message: string;
}

/** A text in the spelling of JSON, and the way back from places in it. */
export interface Respelling {
  readonly json: string;
  /** One for each kind of change, from the first place of it to the last. */
  readonly repairs: readonly SyntaxRepair[];
  /** The offset in the text that was respelt of an offset in `json`. */
  readonly sourceOf: (offset: number) => number;
}

const MESSAGES = {
  single: 'Single quotes were read as double quotes.',
  typographic: 'Typographic quotes were read as double quotes.',
  name: 'Names without quotes were read as names in double quotes.',
  literal: 'True, False and None were read as true, false and null.',
} as const;

type Kind = keyof typeof MESSAGES;

const LITERALS: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
]);
const NAME = /[A-Za-z_$][\w$]*/y;
/** Up to the first character that may matter. */
const PLAIN = /[^{}[\],:"'“”‘’/A-Za-z_$\s]*/y;
const LINE_END = /[\n\r]/g;

/**
 * Respells what a JavaScript or Python programmer, or a word processor, writes for JSON: other quotes than double
 * ones, names without quotes, `True`, `False` and `None`. Only where a name or a value is due: an apostrophe within a
 * string or a comment stays one. No value changes. Takes time in proportion to the text.
 */
export function respell(text: string): Respelling {
  return new Respeller(text).run();
}

class Respeller {
  readonly #text: string;
  #json = '';
  /** How much of the text is in `#json`. */
  #copied = 0;
  /** Where offsets begin to differ by another amount, in `json` and in the text. */
  readonly #jsonStarts = [0];
  readonly #textStarts = [0];
  readonly #places = new Map<Kind, { readonly start: number; end: number }>();
  /** For each open bracket whether it is a brace. */
  readonly #isInObject: boolean[] = [];
  #due: 'name' | 'value' | 'nothing' = 'value';

  constructor(text: string) {
    this.#text = text;
  }

  run(): Respelling {
    const text = this.#text;
    for (let at = 0; at < text.length; ) at = this.#read(at);
    this.#json += text.slice(this.#copied);
    const repairs = [...this.#places].map(([kind, { start, end }]) => ({ message: MESSAGES[kind], start, end }));
    return { json: this.#json, repairs, sourceOf: (offset) => this.#sourceOf(offset) };
  }

  #read(at: number): number {
    const text = this.#text;
    const unit = text.charAt(at);
    switch (unit) {
      case '{':
      case '[':
        this.#isInObject.push(unit === '{');
        this.#due = unit === '{' ? 'name' : 'value';
        return at + 1;
      case '}':
      case ']':
        this.#isInObject.pop();
        this.#due = 'nothing';
        return at + 1;
      case ',':
        this.#due = this.#isInObject.at(-1) === true ? 'name' : 'value';
        return at + 1;
      case ':':
        this.#due = 'value';
        return at + 1;
      case '/':
        return skipComment(text, at);
      case '"':
        this.#due = 'nothing';
        return skipString(text, at);
    }
    const code = text.charCodeAt(at);
    if (isJsonSpace(code)) return at + 1;
    const due = this.#due;
    this.#due = 'nothing';
    if (due !== 'nothing' && closingQuote(code) !== undefined) return this.#readQuoted(at);
    const end = endOf(NAME, text, at);
    if (end !== undefined) return due === 'nothing' ? end : this.#readWord(at, end, due);
    return Math.max(at + 1, endOf(PLAIN, text, at) ?? 0);
  }

  /** A string in other quotes: what double quotes need escaped is, and what only the others need so is not. */
  #readQuoted(start: number): number {
    const text = this.#text;
    const closing = closingQuote(text.charCodeAt(start));
    const kind = closing === 0x27 ? 'single' : 'typographic';
    this.#put('"', start, start + 1);
    let at = start + 1;
    for (; at < text.length; at++) {
      const unit = text.charAt(at);
      if (isClosingQuote(text.charCodeAt(at), closing)) break;
      if (unit === '"') this.#put('\\"', at, at + 1);
      else if (unit === '\\') {
        const escaped = text.charCodeAt(at + 1);
        if (escaped !== 0x22 && closingQuote(escaped) !== undefined) this.#put('', at, at + 1);
        at++;
      }
    }
    const end = Math.min(at + 1, text.length);
    if (at < text.length) this.#put('"', at, end);
    this.#note(kind, start, end);
    return end;
  }

  #readWord(start: number, end: number, due: 'name' | 'value'): number {
    const literal = due === 'value' ? LITERALS.get(this.#text.slice(start, end)) : undefined;
    if (literal !== undefined) {
      this.#put(literal, start, end);
      this.#note('literal', start, end);
    } else if (due === 'name' && this.#isColonNext(end)) {
      this.#put('"', start, start);
      this.#put('"', end, end);
      this.#note('name', start, end);
    }
    return end;
  }

  #isColonNext(start: number): boolean {
    let at = start;
    while (isJsonSpace(this.#text.charCodeAt(at))) at++;
    return this.#text.charAt(at) === ':';
  }

  /** Puts `json` in the place of the text from `start` to `end`. */
  #put(json: string, start: number, end: number): void {
    this.#json += this.#text.slice(this.#copied, start) + json;
    this.#copied = end;
    if (json.length === end - start) return;
    this.#jsonStarts.push(this.#json.length);
    this.#textStarts.push(end);
  }

  #note(kind: Kind, start: number, end: number): void {
    const place = this.#places.get(kind);
    if (place === undefined) this.#places.set(kind, { start, end });
    else place.end = end;
  }

  #sourceOf(offset: number): number {
    let low = 0;
    let high = this.#jsonStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#jsonStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const source = (this.#textStarts[low] ?? 0) + offset - (this.#jsonStarts[low] ?? 0);
    return Math.min(source, this.#textStarts[low + 1] ?? this.#text.length);
  }
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** The offset behind the string in double quotes at `start`. */
function skipString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charAt(at);
    if (unit === '\\') at++;
    else if (unit === '"') return at + 1;
  }
  return text.length;
}

/** The offset behind the comment at `start`, or behind a slash that begins none. */
function skipComment(text: string, start: number): number {
  if (text.startsWith('//', start)) return endOf(LINE_END, text, start) ?? text.length;
  if (!text.startsWith('/*', start)) return start + 1;
  const end = text.indexOf('*/', start + 2);
  return end === -1 ? text.length : end + 2;
}
