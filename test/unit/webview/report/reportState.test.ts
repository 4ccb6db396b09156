import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readReportState } from '../../../../src/webview/report/reportState.ts';

const STATE = {
  startedAt: '2026-05-01T12:03:07.000Z',
  sortings: { llm: { column: 'p50', direction: 'ascending' } },
  openIds: ['llm/cache_hit_latency'],
  scrollY: 120,
} as const;

it('reads back what was kept of the same report', () => {
  expect(readReportState(JSON.parse(JSON.stringify(STATE)), STATE.startedAt)).toEqual(STATE);
});

it('drops what was kept of another report', () => {
  const empty = { startedAt: 'later', sortings: {}, openIds: [], scrollY: 0 };
  expect(readReportState(STATE, 'later')).toEqual(empty);
});

it('starts afresh from anything it does not understand', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.anything(), (sortings, openIds, scrollY) => {
      const state = readReportState({ startedAt: 'now', sortings, openIds, scrollY }, 'now');
      expect(state.openIds.every((id) => typeof id === 'string')).toBe(true);
      expect(typeof state.scrollY).toBe('number');
    }),
  );
});
