import * as l10n from '@vscode/l10n';
import type { Span, SpanName, Trace } from '../core/telemetry/trace.ts';
import { formatBytes, formatCount, formatMs } from './format.ts';

/** One line of a request's waterfall. Times in milliseconds from the request's start. */
export interface SpanRow {
  /** Names the same span in every view of the trace. */
  readonly key: string;
  readonly parentKey: string | undefined;
  /** From 1. */
  readonly level: number;
  readonly label: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** The code of the error that ended it. */
  readonly error: string | undefined;
  readonly details: readonly { readonly label: string; readonly value: string }[];
}

/** What is below this share of a request is no line of its own if it only fills a gap between two spans. */
const SHORT_GAP_SHARE = 0.01;

/**
 * A trace as lines, each span below its parent, and below an attempt what the server says of its work. A span whose parent
 * does not come before it stands at the top, so that none is lost but the short gaps, of which `shortGapsText` tells.
 */
export function spanRows(trace: Trace): SpanRow[] {
  const below = new Map<number, number[]>();
  trace.spans.forEach((span, index) => {
    const parent = span.parent >= 0 && span.parent < index ? span.parent : -1;
    below.set(parent, [...(below.get(parent) ?? []), index]);
  });
  const rows: SpanRow[] = [];
  const walk = (parent: number, parentKey: string | undefined, level: number): void => {
    for (const index of below.get(parent) ?? []) {
      const span = trace.spans[index];
      if (span === undefined || isShortGap(span, trace)) continue;
      const key = String(index);
      rows.push(rowOf(span, key, parentKey, level));
      walk(index, key, level + 1);
      if (span.name === 'attempt') rows.push(...serverRows(span, key, level + 1));
    }
  };
  walk(-1, undefined, 1);
  return rows;
}

function isShortGap({ name, durationMs }: Span, { totalMs }: Trace): boolean {
  return name === 'event_loop' && durationMs < totalMs * SHORT_GAP_SHARE;
}

/** What `spanRows` leaves out: how long the short gaps are together, and how many. Undefined where there are none. */
export function shortGapsText(trace: Trace): string | undefined {
  const gaps = trace.spans.filter((span) => isShortGap(span, trace));
  if (gaps.length === 0) return undefined;
  const together = formatMs(gaps.reduce((sum, { durationMs }) => sum + durationMs, 0));
  return l10n.t('{0} in short gaps ({1}), each below 1 % of the request', together, formatCount(gaps.length));
}

/** A stage in words. */
export function spanLabel(name: SpanName): string {
  switch (name) {
    case 'key':
      return l10n.t('Cache key');
    case 'cache':
      return l10n.t('Cache lookup');
    case 'near':
      return l10n.t('Near match');
    case 'join':
      return l10n.t('Shared call');
    case 'breaker':
      return l10n.t('Breaker');
    case 'queue':
      return l10n.t('Queue');
    case 'prompt':
      return l10n.t('Prompt');
    case 'attempt':
      return l10n.t('Attempt');
    case 'connect':
      return l10n.t('Connect');
    case 'load':
      return l10n.t('Model load');
    case 'first_byte':
      return l10n.t('First byte');
    case 'stream':
      return l10n.t('Stream');
    case 'backoff':
      return l10n.t('Back-off');
    case 'parse':
      return l10n.t('Parse');
    case 'validate':
      return l10n.t('Validate');
    case 'simulate':
      return l10n.t('Simulate');
    case 'tier':
      return l10n.t('Tier');
    case 'event_loop':
      return l10n.t('Busy elsewhere');
  }
}

function rowOf(span: Span, key: string, parentKey: string | undefined, level: number): SpanRow {
  const { name, startMs, durationMs, error, attributes = {} } = span;
  const tier = attributes['tier'];
  const label = name === 'tier' && typeof tier === 'string' ? l10n.t('Tier {0}', tier) : spanLabel(name);
  const details = Object.entries(attributes).map(([attribute, value]) => ({
    label: attribute,
    value: attributeText(attribute, value),
  }));
  return { key, parentKey, level, label, startMs, durationMs, error, details };
}

/** Load, prefill and decode: how long each took is the server's word, when the first text came is what was seen here. */
function serverRows({ startMs, attributes = {} }: Span, parentKey: string, level: number): SpanRow[] {
  const number = (name: string): number | undefined => {
    const value = attributes[name];
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
  };
  const firstTextMs = number('firstTextMs');
  if (firstTextMs === undefined) return [];
  const firstMs = startMs + firstTextMs;
  const rows: SpanRow[] = [];
  const add = (part: string, label: string, from: number, toMs: number): void => {
    rows.push({
      key: `${parentKey}/${part}`,
      parentKey,
      level,
      label,
      startMs: from,
      durationMs: toMs - from,
      error: undefined,
      details: [],
    });
  };
  const prefillMs = number('prefillMs');
  const loadMs = number('loadMs');
  const lastTextMs = number('lastTextMs');
  // No server has worked on an attempt before it began.
  const prefillFrom = Math.max(startMs, firstMs - (prefillMs ?? 0));
  const loadFrom = Math.max(startMs, prefillFrom - (loadMs ?? 0));
  if (loadFrom < prefillFrom) add('load', l10n.t('Load (server)'), loadFrom, prefillFrom);
  if (prefillMs !== undefined) add('prefill', l10n.t('Prefill (server)'), prefillFrom, firstMs);
  if (lastTextMs !== undefined && lastTextMs > firstTextMs) {
    add('decode', l10n.t('Decode'), firstMs, startMs + lastTextMs);
  }
  return rows;
}

function attributeText(name: string, value: string | number | boolean): string {
  if (typeof value !== 'number') return String(value);
  if (name.endsWith('Ms')) return formatMs(value);
  return name.endsWith('Bytes') ? formatBytes(value) : formatCount(value);
}
