import type { MetricValue } from '../core/bench/report.ts';
import { formatBytes, formatCount, formatMs, formatNs, formatPercent, formatRatio, notEstimable } from './format.ts';

/** A metric of a case for people. Its name carries the unit, as everywhere: `overheadNs`, `hitRatio`, `bytes`. */
export interface MetricText {
  readonly label: string;
  readonly value: string;
}

const UNITS: readonly { readonly suffix: RegExp; readonly format: (value: number) => string }[] = [
  { suffix: /Ns$/, format: formatNs },
  { suffix: /Ms$/, format: formatMs },
  { suffix: /Bytes$|^bytes$/, format: formatBytes },
  {
    suffix: /Ratio$|^ratio$|Share$|^share$/,
    format: (value) => (value > 1 ? formatRatio(value) : formatPercent(value)),
  },
];

/** "overheadNs", 12,300 → "Overhead", "12.3 µs". */
export function metricText(name: string, value: MetricValue): MetricText {
  const unit = UNITS.find(({ suffix }) => suffix.test(name));
  const stem = unit === undefined ? name : name.replace(/(?<=.)(Ns|Ms)$/, '');
  if (value === null) return { label: wordsOf(stem), value: notEstimable() };
  if (typeof value === 'string') return { label: wordsOf(stem), value };
  return { label: wordsOf(stem), value: (unit?.format ?? formatCount)(value) };
}

function wordsOf(name: string): string {
  const words = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
