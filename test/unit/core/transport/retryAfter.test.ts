import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../../src/core/transport/retryAfter.ts';

const DATE = 'Wed, 21 Oct 2026 07:28:00 GMT';
const dateMs = Date.UTC(2026, 9, 21, 7, 28);
const noClock = (): undefined => undefined;

describe('what Retry-After asks for', () => {
  it.each([
    ['2', 2_000],
    ['0', 0],
    [' 120 ', 120_000],
    ['0.5', 500],
  ])('is read from %j seconds', (asked, ms) => {
    expect(retryAfterMs({ 'retry-after': asked }, noClock)).toBe(ms);
  });

  it('is read from a date by the server’s own clock', () => {
    const headers = { 'retry-after': DATE, date: 'Wed, 21 Oct 2026 07:27:30 GMT' };
    expect(retryAfterMs(headers, () => dateMs - 5_000)).toBe(30_000);
  });

  it('is read from a date by our clock where the server has none', () => {
    expect(retryAfterMs({ 'retry-after': DATE }, () => dateMs - 7_000)).toBe(7_000);
    expect(retryAfterMs({ 'retry-after': DATE, date: 'yesterday' }, () => dateMs - 7_000)).toBe(7_000);
  });

  it('is nothing for a date without any clock', () => {
    expect(retryAfterMs({ 'retry-after': DATE }, noClock)).toBeUndefined();
  });

  it('is no wait for a date that has passed', () => {
    expect(retryAfterMs({ 'retry-after': DATE }, () => dateMs + 1)).toBe(0);
  });

  it('takes the old forms of a date too', () => {
    expect(retryAfterMs({ 'retry-after': 'Wednesday, 21-Oct-26 07:28:00 GMT' }, () => dateMs - 1_000)).toBe(1_000);
  });

  it.each([undefined, '', '-1', 'soon', '1e3', '7 May', 'Infinity', 'Wed, 99 Xxx 2026 07:28:00 GMT'])(
    'is nothing for %j',
    (asked) => {
      expect(retryAfterMs({ 'retry-after': asked }, () => dateMs)).toBeUndefined();
    },
  );
});
