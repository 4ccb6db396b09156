import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

/** A piece of a text, as UTF-16 offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Deeper JSON than this is no plan and no world; the tree parser recurses, and must not run out of stack. */
export const MAX_JSON_DEPTH = 128;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The offset behind the string that opens at `start`, or `text.length` when it does not close. */
function skipString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === BACKSLASH) at++;
    else if (unit === QUOTE) return at + 1;
  }
  return text.length;
}

/** The offset of the first bracket that opens a level deeper than `MAX_JSON_DEPTH`, strings left out; or undefined. */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = skipString(text, at) - 1;
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) return at;
    } else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return undefined;
}

/** A tree over JSON text, with an offset for every value; undefined for text without any value. */
export type JsonTree = Node;

/** A place where text is not JSON, by jsonc-parser's name for what it missed there. */
export interface JsonSyntaxError extends TextRange {
  readonly name: ReturnType<typeof printParseErrorCode>;
}

/** Reads strict JSON into a tree with offsets, as far as it can. `tooDeepAt(text)` must be undefined. */
export function readJsonTree(text: string): {
  readonly tree: JsonTree | undefined;
  readonly errors: readonly JsonSyntaxError[];
} {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  return {
    tree,
    errors: errors.map(({ error, offset, length }) => ({
      name: printParseErrorCode(error),
      start: offset,
      end: offset + length,
    })),
  };
}
