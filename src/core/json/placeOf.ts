import { JsonPlaces } from './jsonPlaces.ts';
import { fromPointer } from './jsonPointer.ts';
import { readJsonTree, type TextRange, tooDeepAt } from './jsonText.ts';

/** The range in a JSON text of what `pointer` names, else of the nearest thing around it; the whole text where it is no JSON. */
export function placeOf(text: string, pointer: string): TextRange {
  const json = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const { tree } = tooDeepAt(json) === undefined ? readJsonTree(json) : {};
  if (tree === undefined) return { start: 0, end: text.length };
  return new JsonPlaces(tree).rangeOf(fromPointer(pointer));
}
