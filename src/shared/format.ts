import * as l10n from '@vscode/l10n';
/** What every view says for a figure that too few samples, or none, stand behind. */
export function notEstimable(): string {
  return l10n.t('not estimable');
}

const TIME_UNITS = [
  { name: 'ns', ns: 1 },
  { name: 'µs', ns: 1e3 },
  { name: 'ms', ns: 1e6 },
  { name: 's', ns: 1e9 },
] as const;

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Nanoseconds with three significant digits in the unit that fits: "123 ns", "1.23 µs", "12.3 ms", "4.50 s". */
export function formatNs(ns: number | null): string {
  if (ns === null || !Number.isFinite(ns)) return notEstimable();
  if (ns < 0) return `−${formatNs(-ns)}`;
  if (ns === 0) return '0 ns';
  for (const unit of TIME_UNITS) {
    const figure = (ns / unit.ns).toPrecision(3);
    if (Number(figure) < 1000) return `${ns < 0.001 ? '< 0.001' : figure} ${unit.name}`;
  }
  return `${formatCount(ns / 1e9)} s`;
}

/** As `formatNs`, of milliseconds. */
export function formatMs(ms: number | null): string {
  return formatNs(ms === null ? null : ms * 1e6);
}

/** A multiple: two significant digits below ten, whole above: "0.042×", "1.2×", "123×". */
export function formatRatio(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return notEstimable();
  if (ratio < 0) return `−${formatRatio(-ratio)}`;
  if (ratio > 0 && ratio < 0.0001) return '< 0.0001×';
  const short = Number(ratio.toPrecision(2));
  return short < 10 ? `${ratio === 0 ? '0' : short.toPrecision(2)}×` : `${formatCount(Math.round(ratio))}×`;
}

/** Percent of a ratio in 0..1. Only exactly 1 reads "100 %" and only exactly 0 reads "0 %". */
export function formatPercent(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return notEstimable();
  if (ratio === 0 || ratio === 1) return `${ratio * 100} %`;
  if (ratio > 0 && ratio < 0.001) return '< 0.1 %';
  if (ratio < 1 && ratio > 0.999) return '> 99.9 %';
  return `${(ratio * 100).toFixed(1)} %`;
}

/** `part` of `whole` as percent; null, so "not estimable", where there is no whole. */
export function formatShare(part: number, whole: number): string {
  return formatPercent(whole === 0 ? null : part / whole);
}

/** Bytes in binary units with three significant digits: "512 B", "1.5 KiB", "64 MiB". */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes)) return notEstimable();
  let figure = bytes;
  let unit = 0;
  while (Number(figure.toPrecision(4)) >= 1024 && unit < BYTE_UNITS.length - 1) {
    figure /= 1024;
    unit++;
  }
  return `${formatCount(Number(figure.toPrecision(figure < 1000 ? 3 : 4)))} ${BYTE_UNITS[unit] ?? 'B'}`;
}

/** A count with thousands apart, the same in every locale: "12,345"; what is no whole number, with three digits. */
export function formatCount(count: number | null): string {
  if (count === null || !Number.isFinite(count)) return notEstimable();
  if (count < 0) return `−${formatCount(-count)}`;
  if (!Number.isInteger(count) && count < 100) return String(Number(count.toPrecision(3)));
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A length of time that a person waits for, in at most two units: "350 ms", "1.5 s", "12 s", "4 min 32 s". */
export function formatDuration(ms: number): string {
  const wholeMs = Math.round(ms);
  if (wholeMs < 1000) return `${wholeMs} ms`;
  return wholeMs < 9_950 ? `${(wholeMs / 1000).toFixed(1)} s` : formatWholeSeconds(Math.round(wholeMs / 1000));
}

/** Time until something: "in 12 s", rounded up so that it never promises too early; "now" once it is due. */
export function formatCountdown(remainingMs: number): string {
  return remainingMs <= 0 ? l10n.t('now') : l10n.t('in {0}', formatWholeSeconds(Math.ceil(remainingMs / 1000)));
}

/** Time that goes on: "12 s", "4 min 2 s", rounded down so that it counts up second by second. */
export function formatSince(elapsedMs: number): string {
  return formatWholeSeconds(Math.max(0, Math.floor(elapsedMs / 1000)));
}

function formatWholeSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return twoUnits(minutes, 'min', seconds % 60, 's');
  return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0
    ? `${formatCount(large)} ${largeUnit}`
    : `${formatCount(large)} ${largeUnit} ${small} ${smallUnit}`;
}

/** Local time of day of a calendar time: "14:03:07". */
export function formatTimeOfDay(atMs: number): string {
  const at = new Date(atMs);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':');
}

/** Local date and time of an ISO timestamp, "2026-05-01 14:03"; what cannot be read stays as it is. */
export function formatLocalDateTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('-');
  return `${date} ${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
}

/** An ISO timestamp as "2026-05-01 12:03 UTC", the same wherever it is read; what cannot be read stays as it is. */
export function formatUtcDateTime(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}
