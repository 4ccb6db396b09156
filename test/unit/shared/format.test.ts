import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatCountdown,
  formatDuration,
  formatLocalDateTime,
  formatMs,
  formatNs,
  formatPercent,
  formatRatio,
  formatShare,
  formatSince,
  formatTimeOfDay,
  formatUtcDateTime,
} from '../../../src/shared/format.ts';

describe('formatNs', () => {
  it.each([
    [0, '0 ns'],
    [0.0004, '< 0.001 ns'],
    [0.42, '0.420 ns'],
    [3.314, '3.31 ns'],
    [123, '123 ns'],
    [999.4, '999 ns'],
    [999.6, '1.00 µs'],
    [1_234, '1.23 µs'],
    [12_345_678, '12.3 ms'],
    [4_500_000_000, '4.50 s'],
    [75_000_000_000, '75.0 s'],
    [4_321_000_000_000, '4,321 s'],
    [-1_234, '−1.23 µs'],
  ])('says %d ns as "%s"', (ns, text) => {
    expect(formatNs(ns)).toBe(text);
  });

  it('says "not estimable" where there is no figure', () => {
    expect([formatNs(null), formatNs(Number.NaN), formatMs(null)]).toEqual(Array(3).fill('not estimable'));
  });

  it('is never off by more than half of the third digit', () => {
    const sizes: Readonly<Record<string, number>> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 9e11, noNaN: true }), (ns) => {
        const [figure = '', unit = ''] = formatNs(ns).split(' ');
        const said = Number(figure) * (sizes[unit] ?? Number.NaN);
        expect(Math.abs(said - ns) / ns).toBeLessThanOrEqual(0.0051);
      }),
    );
  });
});

describe('formatRatio', () => {
  it.each([
    [0, '0×'],
    [0.00001, '< 0.0001×'],
    [0.0421, '0.042×'],
    [1, '1.0×'],
    [1.2, '1.2×'],
    [9.96, '10×'],
    [123.4, '123×'],
    [12_345, '12,345×'],
    [null, 'not estimable'],
    [Number.POSITIVE_INFINITY, 'not estimable'],
  ])('says %s as "%s"', (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text);
  });
});

describe('formatPercent', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.5, '50.0 %'],
    [0.9333, '93.3 %'],
    [0.99999, '> 99.9 %'],
    [1, '100 %'],
    [null, 'not estimable'],
  ])('says %s as "%s"', (ratio, text) => {
    expect(formatPercent(ratio)).toBe(text);
  });

  it('has no share of nothing', () => {
    expect(formatShare(0, 0)).toBe('not estimable');
  });
});

describe('sizes and counts', () => {
  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1_023, '1,023 B'],
    [1_536, '1.5 KiB'],
    [67_108_864, '64 MiB'],
    [1_048_575, '1 MiB'],
    [null, 'not estimable'],
  ])('says %s bytes as "%s"', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [12_345, '12,345'],
    [1_234_567, '1,234,567'],
    [0.00423, '0.00423'],
    [1.5, '1.5'],
    [-1_200, '−1,200'],
    [null, 'not estimable'],
  ])('says the count %s as "%s"', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });
});

describe('waiting', () => {
  it.each([
    [0, '0 ms'],
    [350, '350 ms'],
    [999.6, '1.0 s'],
    [1_500, '1.5 s'],
    [9_960, '10 s'],
    [59_600, '1 min'],
    [272_000, '4 min 32 s'],
    [7_500_000, '2 h 5 min'],
  ])('says %d ms as "%s"', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [-1, 'now'],
    [0, 'now'],
    [1, 'in 1 s'],
    [11_001, 'in 12 s'],
    [12_000, 'in 12 s'],
    [65_000, 'in 1 min 5 s'],
  ])('counts %d ms down as "%s"', (ms, text) => {
    expect(formatCountdown(ms)).toBe(text);
  });
});

describe('dates', () => {
  it('says local times and dates in digits', () => {
    const at = new Date(2026, 4, 1, 9, 3, 7);
    expect([formatTimeOfDay(at.getTime()), formatLocalDateTime(at.toISOString())]).toEqual([
      '09:03:07',
      '2026-05-01 09:03',
    ]);
  });

  it('says UTC the same everywhere', () => {
    expect(formatUtcDateTime('2026-05-01T12:03:07.123Z')).toBe('2026-05-01 12:03 UTC');
  });

  it('leaves what is no date as it is', () => {
    expect([formatUtcDateTime('yesterday'), formatLocalDateTime('yesterday')]).toEqual(['yesterday', 'yesterday']);
  });
});

describe('formatSince', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [999, '0 s'],
    [12_900, '12 s'],
    [60_000, '1 min'],
    [242_000, '4 min 2 s'],
  ])('says %d ms as "%s", never more than has passed', (ms, text) => {
    expect(formatSince(ms)).toBe(text);
  });
});
