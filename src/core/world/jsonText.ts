import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { JsonPath } from './shapeIssues.ts';

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

/**
 * The range of the value at `path`, or of its name. Where the path leads nowhere, the range of the nearest value
 * above. Of a name given twice the last counts, as in `JSON.parse`.
 */
export function rangeOf(tree: JsonTree, path: JsonPath, at: 'value' | 'key' | 'inside' = 'value'): TextRange {
  let node = tree;
  let name: JsonTree | undefined;
  for (const segment of path) {
    const next = childOf(node, segment);
    if (next === undefined) return toRange(node);
    name = next.name;
    node = next.value;
  }
  return toRange(at === 'key' && name !== undefined ? name : node);
}

/** The value at `path`, where there is one. */
export function nodeAt(tree: JsonTree, path: JsonPath): JsonTree | undefined {
  let node: JsonTree | undefined = tree;
  for (const segment of path) node = node === undefined ? undefined : childOf(node, segment)?.value;
  return node;
}

function childOf(
  node: JsonTree,
  segment: string | number,
): { readonly name: JsonTree | undefined; readonly value: JsonTree } | undefined {
  if (node.type === 'array') {
    const item = typeof segment === 'number' ? node.children?.[segment] : undefined;
    return item === undefined ? undefined : { name: undefined, value: item };
  }
  const property =
    node.type === 'object'
      ? node.children?.findLast((child) => child.children?.[0]?.value === String(segment))
      : undefined;
  const [name, value] = property?.children ?? [];
  return value === undefined ? undefined : { name, value };
}

function toRange(node: JsonTree): TextRange {
  // What does not close has no length; its opening bracket is all that is sure.
  return { start: node.offset, end: node.offset + Math.max(1, node.length) };
}
