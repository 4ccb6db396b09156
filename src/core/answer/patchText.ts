import { findNodeAtLocation } from 'jsonc-parser';
import type { JsonPatchOperation } from '../json/jsonPatch.ts';
import { fromPointer } from '../json/jsonPointer.ts';
import { type JsonTree, readJsonTree, type TextRange, tooDeepAt } from '../json/jsonText.ts';
import type { JsonPath } from '../json/shapeIssues.ts';
import { spacedJson } from '../json/spacedJson.ts';

/** A piece of a text and what takes its place, UTF-16 offsets. */
export interface TextEdit extends TextRange {
  readonly text: string;
}

/**
 * The one edit of `text` that makes the changes of `patch` in it and leaves the rest as it is written: what is put in
 * stands on a line of its own where its neighbours do. `path`: where in the text's JSON the patch's root is. Undefined
 * where the text is no JSON, or a path of the patch leads nowhere: a damaged text has to be replaced as a whole.
 */
export function patchText(
  text: string,
  patch: readonly JsonPatchOperation[],
  path: JsonPath = [],
): TextEdit | undefined {
  let changed = text;
  for (const operation of patch) {
    if (tooDeepAt(changed) !== undefined) return undefined;
    const { tree, errors } = readJsonTree(changed);
    if (tree === undefined || errors.length > 0) return undefined;
    const edit = editFor(changed, tree, [...path, ...fromPointer(operation.path)], operation);
    if (edit === undefined) return undefined;
    changed = changed.slice(0, edit.start) + edit.text + changed.slice(edit.end);
  }
  return changed === text ? undefined : differenceOf(text, changed);
}

function editFor(text: string, tree: JsonTree, path: JsonPath, operation: JsonPatchOperation): TextEdit | undefined {
  const last = path.at(-1);
  const node = findNodeAtLocation(tree, [...path]);
  if (operation.op === 'remove') return node === undefined ? undefined : removal(itemOf(node));
  const value = spacedJson(operation.value);
  const isItem = last === '-' || typeof last === 'number';
  if (operation.op === 'replace' || (node !== undefined && !isItem)) {
    return node === undefined ? undefined : { start: node.offset, end: node.offset + node.length, text: value };
  }
  const parent = findNodeAtLocation(tree, path.slice(0, -1));
  if (parent?.type !== (isItem ? 'array' : 'object')) return undefined;
  const items = parent.children ?? [];
  const index = typeof last === 'number' ? last : items.length;
  return insertion(text, parent, index, isItem ? value : `${JSON.stringify(last)}: ${value}`);
}

/** A value's own node in its list, or the property that it is the value of. */
function itemOf(node: JsonTree): JsonTree {
  return node.parent?.type === 'property' ? node.parent : node;
}

/** Takes an item out of its list with one of the commas around it. */
function removal(item: JsonTree): TextEdit | undefined {
  const siblings = item.parent?.children;
  if (siblings === undefined) return undefined;
  const index = siblings.indexOf(item);
  const [previous, next] = [siblings[index - 1], siblings[index + 1]];
  const end = item.offset + item.length;
  if (next !== undefined) return { start: item.offset, end: next.offset, text: '' };
  return { start: previous === undefined ? item.offset : previous.offset + previous.length, end, text: '' };
}

/** Puts an item before the one at `index` of `parent`, or behind its last. */
function insertion(text: string, parent: JsonTree, index: number, item: string): TextEdit | undefined {
  const items = parent.children ?? [];
  if (index > items.length) return undefined;
  const [first] = items;
  if (first === undefined) {
    const start = parent.offset + 1;
    return { start, end: parent.offset + parent.length - 1, text: item };
  }
  const { offset } = items[1] ?? first;
  // Indentation is short; the expression need not search a long text for its start.
  const lead = /\s*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const separator = lead.includes('\n') ? lead : ' ';
  const before = items[index];
  if (before !== undefined) return { start: before.offset, end: before.offset, text: `${item},${separator}` };
  const last = items.at(-1) ?? first;
  const end = last.offset + last.length;
  return { start: end, end, text: `,${separator}${item}` };
}

/** What differs between two texts, as one edit: what they have in common at both ends is left alone. */
function differenceOf(before: string, after: string): TextEdit {
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < limit - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same++;
  }
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}
