import { describe, expect, it } from 'vitest';
import { formatMetric, formatNs, formatNumber } from '../../../../src/core/bench/format.ts';

describe('formatted figures', () => {
  it.each([
    [0, '0 ns'],
    [0.25, '0.250 ns'],
    [41.23, '41.2 ns'],
    [7_040, '7.04 µs'],
    [50_912_345, '50.9 ms'],
    [12_000_000_000, '12 s'],
    [125_400_000_000, '125 s'],
    [null, '–'],
  ])('write %s nanoseconds as %s', (ns, text) => {
    expect(formatNs(ns)).toBe(text);
  });

  it.each([
    [0, '0'],
    [1_234_567, '1,234,567'],
    [1_234.5, '1,235'],
    [99.96, '100.0'],
    [0.123_45, '0.123'],
    [0.000_123, '0.000123'],
    [-3.456, '-3.46'],
    [Number.NaN, 'NaN'],
  ])('write the number %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('take the unit of a metric from its name', () => {
    expect(formatMetric('overheadNs', 2_000)).toBe('2 µs');
    expect(formatMetric('hitRatio', 0.5)).toBe('0.500');
    expect(formatMetric('state', 'open')).toBe('open');
    expect(formatMetric('overheadNs', null)).toBe('–');
  });
});
