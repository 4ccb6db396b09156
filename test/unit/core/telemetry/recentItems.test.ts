import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentItems } from '../../../../src/core/telemetry/recentItems.ts';

describe('recent items', () => {
  it('are empty at first', () => {
    expect(new RecentItems(3).list()).toEqual([]);
  });

  it('are the newest ones, newest first, for every capacity and number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.integer()), (capacity, items) => {
        const recent = new RecentItems<number>(capacity);
        for (const item of items) recent.add(item);
        expect(recent.list()).toEqual(items.slice(-capacity).reverse());
      }),
    );
  });
});
