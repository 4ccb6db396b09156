import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstSeen,
  isSeen,
  type ListView,
  rowsOnPage,
  scrollTopShowing,
} from '../../../../src/webview/dashboard/rowWindow.ts';

const views = fc.record({
  scrollTop: fc.integer({ min: 0, max: 300_000 }),
  viewHeight: fc.integer({ min: 50, max: 2_000 }),
  listTop: fc.integer({ min: 0, max: 400 }),
  rowHeight: fc.constant(22),
  count: fc.integer({ min: 1, max: 12_000 }),
});

describe('the rows on the page', () => {
  it('have every row among them that is seen, and never many more', () => {
    fc.assert(
      fc.property(views, fc.nat(), (view: ListView, nth) => {
        const { first, last } = rowsOnPage(view);
        const index = nth % view.count;
        if (isSeen(view, index)) expect(index >= first && index < last).toBe(true);
        expect(last - first).toBeLessThanOrEqual(Math.ceil(view.viewHeight / view.rowHeight) + 26);
      }),
    );
  });

  it('begin with the first that is seen in full', () => {
    fc.assert(
      fc.property(views, (view: ListView) => {
        const index = firstSeen(view);
        expect(index).toBeGreaterThanOrEqual(0);
        expect(index).toBeLessThan(view.count);
        const top = view.listTop + index * view.rowHeight;
        if (index > 0 && index < view.count - 1) expect(top).toBeGreaterThanOrEqual(view.scrollTop);
        if (index > 0 && top > view.scrollTop) expect(top - view.rowHeight).toBeLessThan(view.scrollTop);
      }),
    );
  });

  it('are scrolled no further than needed to show one in full', () => {
    fc.assert(
      fc.property(views, fc.nat(), (view: ListView, nth) => {
        const index = nth % view.count;
        const scrollTop = scrollTopShowing(view, index);
        const top = view.listTop + index * view.rowHeight;
        expect(top).toBeGreaterThanOrEqual(scrollTop);
        expect(top + view.rowHeight).toBeLessThanOrEqual(
          scrollTop + view.viewHeight + (index === 0 ? view.listTop : 0),
        );
        const wasWhole = top >= view.scrollTop && top + view.rowHeight <= view.scrollTop + view.viewHeight;
        if (wasWhole) expect(scrollTop).toBe(view.scrollTop);
      }),
    );
  });
});
