import { isJsonSpace } from './objectScan.ts';

/** What models write around the thoughts that come before their answer. */
const TAGS = [
  { opening: '<think>', closing: '</think>' },
  { opening: '<thinking>', closing: '</thinking>' },
] as const;

/** How far a block of thinking goes that may begin where the scan began. Offsets are UTF-16. */
export interface ThinkingScan {
  /**
   * `none`: no block begins there. `tag`: what came so far may be the beginning of a tag. `open`: a block that does not
   * end in what came. `closed`: `end` is behind its closing tag.
   */
  readonly type: 'none' | 'tag' | 'open' | 'closed';
  readonly end: number;
}

/** Finds the end of a block of thinking that arrives in pieces: it goes on in each where it stopped in the one before. */
export class ThinkingScanner {
  #tag = '';
  #closing: string | undefined;
  /** How much of the closing tag the last characters are. */
  #matched = 0;

  /** Goes on at `start` of `text`, the first time at the place where a block may begin. Case makes no difference. */
  scan(text: string, start: number): ThinkingScan {
    let at = start;
    while (this.#closing === undefined) {
      if (at === text.length) return { type: 'tag', end: at };
      const tag = this.#tag + text.charAt(at).toLowerCase();
      if (!TAGS.some(({ opening }) => opening.startsWith(tag))) return { type: 'none', end: at };
      this.#tag = tag;
      this.#closing = TAGS.find(({ opening }) => opening === tag)?.closing;
      at++;
    }
    return this.#findClosing(text, at, this.#closing);
  }

  #findClosing(text: string, start: number, closing: string): ThinkingScan {
    let at = start;
    while (at < text.length) {
      if (this.#matched === 0) {
        at = text.indexOf('<', at);
        if (at === -1) break;
      }
      const character = text.charAt(at++).toLowerCase();
      // Only the tag's first character is `<`: behind a mismatch a tag begins with it or not at all.
      if (character === closing.charAt(this.#matched)) this.#matched++;
      else this.#matched = character === '<' ? 1 : 0;
      if (this.#matched === closing.length) return { type: 'closed', end: at };
    }
    return { type: 'open', end: text.length };
  }
}

/**
 * Where the answer itself begins in `text`: behind the blocks of thinking at its very beginning, 0 where it has none.
 * `isOpen`: the last of them does not end, so that there is no answer.
 */
export function skipThinking(text: string): { readonly end: number; readonly isOpen: boolean } {
  let end = 0;
  for (;;) {
    const scan = new ThinkingScanner().scan(text, skipSpace(text, end));
    if (scan.type !== 'closed') return scan.type === 'open' ? { end: scan.end, isOpen: true } : { end, isOpen: false };
    end = scan.end;
  }
}

/** The offset of the first character from `start` on that is not JSON's white space. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && isJsonSpace(text.charCodeAt(at))) at++;
  return at;
}
