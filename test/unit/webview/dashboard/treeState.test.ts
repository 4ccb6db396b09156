import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTreeState, treeStateToKeep } from '../../../../src/webview/dashboard/treeState.ts';

it('reads back what was kept', () => {
  const state = treeStateToKeep(
    new Map([
      ['cache', false],
      ['requests', true],
    ]),
    'cache',
    44,
  );
  expect(readTreeState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

it('starts afresh from anything it does not understand', () => {
  fc.assert(
    fc.property(fc.anything(), (kept) => {
      const state = readTreeState(kept);
      expect(state.open.every(([id, isOpen]) => typeof id === 'string' && typeof isOpen === 'boolean')).toBe(true);
      expect(typeof state.scrollTop).toBe('number');
    }),
  );
});

it('forgets the rows that were touched longest ago when there are very many', () => {
  const open = new Map(Array.from({ length: 600 }, (_, index) => [`row-${index}`, true]));
  const kept = treeStateToKeep(open, undefined, 0).open;
  expect([kept.length, kept[0]?.[0], kept.at(-1)?.[0]]).toEqual([500, 'row-100', 'row-599']);
});
