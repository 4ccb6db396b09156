import * as l10n from '@vscode/l10n';
import type { Trace } from '../../core/telemetry/trace.ts';
import { formatMs } from '../../shared/format.ts';
import { type SpanRow, shortGapsText, spanLabel, spanRows } from '../../shared/spanRows.ts';
import { h, setAttribute } from '../dom.ts';

/** Marks on the axis, as shares of the whole. */
const MARKS = [0, 0.25, 0.5, 0.75, 1];
/** The narrowest bar, in per cent. */
const MIN_BAR_PERCENT = 0.4;

export interface WaterfallOptions {
  readonly trace: Trace;
  readonly openRows: readonly string[];
  readonly onOpenRowsChange: (open: readonly string[]) => void;
}

/**
 * The spans of a request from top to bottom, each with its bar at its time. Every line is a button that shows what is
 * known of it; the arrow keys, Home and End go from line to line.
 */
export class Waterfall {
  readonly element: HTMLElement;
  readonly #open: Set<string>;
  readonly #onOpenRowsChange: (open: readonly string[]) => void;

  constructor({ trace, openRows, onOpenRowsChange }: WaterfallOptions) {
    this.#open = new Set(openRows);
    this.#onOpenRowsChange = onOpenRowsChange;
    const rows = spanRows(trace);
    const gaps = shortGapsText(trace);
    this.element = h(
      'div',
      { class: 'waterfall' },
      axis(trace.totalMs),
      h('ol', {}, ...rows.map((row) => this.#line(row, trace.totalMs))),
      ...(gaps === undefined ? [] : [h('p', { class: 'quiet' }, l10n.t('{0}: {1}', spanLabel('event_loop'), gaps))]),
    );
    this.element.addEventListener('keydown', (event) => this.#onKeyDown(event));
  }

  #line(row: SpanRow, totalMs: number): HTMLElement {
    const details = h(
      'dl',
      { class: 'details' },
      ...[
        { label: l10n.t('From'), value: formatMs(row.startMs) },
        { label: l10n.t('To'), value: formatMs(row.startMs + row.durationMs) },
        ...(row.error === undefined ? [] : [{ label: l10n.t('Error'), value: row.error }]),
        ...row.details,
      ].map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', {}, value))),
    );
    const duration = formatMs(row.durationMs);
    const words = row.error === undefined ? duration : l10n.t('failed: {0} · {1}', row.error, duration);
    const bar = h('span', { class: 'bar', 'data-tone': row.error === undefined ? 'neutral' : 'error' });
    const { left, width } = placeOf(row, totalMs);
    bar.style.left = `${left}%`;
    bar.style.width = `${width}%`;
    const name = h('span', { class: 'name' }, row.label);
    name.style.paddingLeft = `${(row.level - 1) * 14}px`;
    const button = h(
      'button',
      {
        type: 'button',
        class: 'line',
        onclick: () => this.#toggle(row.key, button, details),
      },
      name,
      h('span', { class: 'track', 'aria-hidden': 'true' }, bar),
      h(
        'span',
        { class: 'duration' },
        words,
        h('span', { class: 'visually-hidden' }, l10n.t(', from {0}', formatMs(row.startMs))),
      ),
    );
    showOpen(button, details, this.#open.has(row.key));
    return h('li', {}, button, details);
  }

  #toggle(key: string, button: HTMLElement, details: HTMLElement): void {
    if (!this.#open.delete(key)) this.#open.add(key);
    showOpen(button, details, this.#open.has(key));
    this.#onOpenRowsChange([...this.#open]);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const lines = [...this.element.querySelectorAll<HTMLElement>('.line')];
    const at = lines.findIndex((line) => line.matches(':focus'));
    if (at === -1) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (next === undefined) return;
    lines[Math.max(0, Math.min(lines.length - 1, next))]?.focus();
    event.preventDefault();
  }
}

/** Reads the kept state, of whatever version. */
export function readOpenRows(kept: unknown): readonly string[] {
  if (typeof kept !== 'object' || kept === null || !('open' in kept) || !Array.isArray(kept.open)) return [];
  return kept.open.filter((key: unknown) => typeof key === 'string');
}

function showOpen(button: HTMLElement, details: HTMLElement, isOpen: boolean): void {
  setAttribute(button, 'aria-expanded', String(isOpen));
  details.hidden = !isOpen;
}

function axis(totalMs: number): HTMLElement {
  return h(
    'div',
    { class: 'axis', 'aria-hidden': 'true' },
    h('span', { class: 'name' }),
    h(
      'span',
      { class: 'track' },
      ...MARKS.map((share) => {
        const mark = h('span', { class: 'mark' }, share === 0 ? '0' : formatMs(totalMs * share));
        mark.style.left = `${share * 100}%`;
        return mark;
      }),
    ),
    h('span', { class: 'duration' }),
  );
}

function placeOf({ startMs, durationMs }: SpanRow, totalMs: number): { readonly left: number; readonly width: number } {
  if (totalMs <= 0) return { left: 0, width: 100 };
  const percent = (ms: number): number => Math.min(100, Math.max(0, (ms / totalMs) * 100));
  const width = Math.max(MIN_BAR_PERCENT, percent(startMs + durationMs) - percent(startMs));
  return { left: Math.min(percent(startMs), 100 - width), width };
}
