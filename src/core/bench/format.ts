import type { MetricValue } from './report.ts';

/** A duration in three figures and the unit that fits: `41.2 ns`, `7.04 µs`, `50.9 ms`, `12.0 s`; `–` for null. */
export function formatNs(ns: number | null): string {
  if (ns === null) return '–';
  const units = [
    { unit: 'ns', size: 1 },
    { unit: 'µs', size: 1e3 },
    { unit: 'ms', size: 1e6 },
    { unit: 's', size: 1e9 },
  ];
  const fits = units.findLast(({ size }) => Math.abs(ns) >= size) ?? { unit: 'ns', size: 1 };
  return `${formatNumber(ns / fits.size)} ${fits.unit}`;
}

/** Three significant figures, with thousands apart and without an exponent; whole numbers as they are. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1_000) return Math.round(value).toLocaleString('en-US');
  if (!Number.isFinite(value)) return String(value);
  return value.toFixed(Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size)))));
}

/** A metric by its name's unit: `overheadNs` as a duration, everything else as a number or as it is. */
export function formatMetric(name: string, value: MetricValue): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  return name.endsWith('Ns') ? formatNs(value) : formatNumber(value);
}

/** `117 MB`: millions of bytes. */
export function formatMegabytes(bytes: number): string {
  return `${formatNumber(Math.round(bytes / 1e6))} MB`;
}
