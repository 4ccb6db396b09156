import { expect, it } from 'vitest';
import { JsonPlaces } from '../../../../src/core/json/jsonPlaces.ts';
import { type JsonTree, readJsonTree } from '../../../../src/core/json/jsonText.ts';

/** The tree of `json`, whose objects count how often one of their properties is read. */
function countingTree(json: string): { readonly tree: JsonTree; readonly reads: () => number } {
  const { tree } = readJsonTree(json);
  let reads = 0;
  for (const property of tree?.children ?? []) {
    const { children } = property;
    Object.defineProperty(property, 'children', {
      get: () => {
        reads++;
        return children;
      },
    });
  }
  if (tree === undefined) throw new Error('no JSON');
  return { tree, reads: () => reads };
}

it('reads the names of an object once for all looks into it', () => {
  const names = Array.from({ length: 2_000 }, (_, index) => `a${index}`);
  const { tree, reads } = countingTree(JSON.stringify(Object.fromEntries(names.map((name) => [name, 1]))));
  const places = new JsonPlaces(tree);
  const starts = new Set(names.map((name) => places.rangeOf([name]).start));
  expect(starts.size).toBe(names.length);
  expect(reads()).toBeLessThanOrEqual(2 * names.length);
});

it('takes the last of a name given twice, and the nearest value above where a path leads nowhere', () => {
  const json = '{"a": 1, "a": [true]}';
  const places = new JsonPlaces(countingTree(json).tree);
  const marked = (path: (string | number)[], at?: 'key'): string => {
    const { start, end } = places.rangeOf(path, at);
    return json.slice(start, end);
  };
  expect([marked(['a', 0]), marked(['a', 1]), marked(['b']), marked(['a', 0, 'x'])]).toEqual([
    'true',
    '[true]',
    json,
    'true',
  ]);
  expect(places.rangeOf(['a'], 'key')).toEqual({ start: 9, end: 12 });
  expect([places.nodeAt(['a', 0])?.value, places.nodeAt(['toString'])]).toEqual([true, undefined]);
});
