import { formatNumber } from '../../../src/core/bench/format.ts';
import type { CurvesPlot, GridPlot, TimelinePlot } from '../../../src/core/bench/plots.ts';
import type { Matrix, MatrixRow } from './matrix.ts';
import { attemptsOf, goodputOf, meanOver, stateShare, wastedOf } from './rowFigures.ts';
import { scaledBackMs, scaledBackPerMinute, TIME_SCALE } from './scale.ts';
import { PRESENT } from './settingsRows.ts';

const SCALED = `Times are those of a model that answers in 1.5 s, ${TIME_SCALE} times as long as they were measured.`;

/** Every row of settings with what it came to, means over the seeds. */
export function settingsGrid({ situation, rows }: Matrix, best: number): GridPlot {
  const hasOutage = rows.some(({ cells }) => cells.some(({ recoverMs }) => recoverMs !== null));
  return {
    type: 'grid',
    title: `Settings under ${situation.words}`,
    text: `${verdict(rows, best)} Each row is the mean over ${rows[0]?.cells.length ?? 0} seeds. ${SCALED}`,
    rowLabel: 'settings',
    columns: [
      'goodputPerMinute',
      'attemptsPerRequest',
      'wastedTokensPerRequest',
      ...(hasOutage ? ['timeToRecoverMs'] : []),
      'opened',
      'closedRatio',
      'openRatio',
      'halfOpenRatio',
    ],
    rows: rows.map((row, i) => ({
      label: row.label,
      values: [
        scaledBackPerMinute(meanOver(row, goodputOf)),
        meanOver(row, attemptsOf),
        meanOver(row, wastedOf),
        ...(hasOutage ? [scaledBackMs(meanOver(row, ({ recoverMs }) => recoverMs ?? 0))] : []),
        meanOver(row, ({ opened }) => opened),
        meanOver(row, (cell) => stateShare(cell, 'closed')),
        meanOver(row, (cell) => stateShare(cell, 'open')),
        meanOver(row, (cell) => stateShare(cell, 'half-open')),
      ],
      ...(i === best ? { isBest: true } : {}),
    })),
  };
}

/** Goodput of every row in every situation. */
export function situationsGrid(matrices: readonly Matrix[], best: number): GridPlot {
  const rows = matrices[0]?.rows ?? [];
  return {
    type: 'grid',
    title: 'Goodput by settings and situation',
    text: `The model's plans per minute. ${verdict(rows, best)} ${SCALED}`,
    rowLabel: 'settings',
    columns: matrices.map(({ situation }) => `${situation.name} goodputPerMinute`),
    rows: rows.map(({ label }, i) => ({
      label,
      values: matrices.map((matrix) => {
        const row = matrix.rows[i];
        return row === undefined ? null : scaledBackPerMinute(meanOver(row, goodputOf));
      }),
      ...(i === best ? { isBest: true } : {}),
    })),
  };
}

/** The breaker of two rows under the first seed's faults, one below the other. */
export function breakerTimeline({ situation }: Matrix, rows: readonly MatrixRow[]): TimelinePlot {
  const cells = rows.flatMap(({ label, cells: [first] }) => (first === undefined ? [] : [{ label, cell: first }]));
  const told = cells.map(
    ({ label, cell }) =>
      `${label}: opened ${cell.opened} ${cell.opened === 1 ? 'time' : 'times'}, open for ${formatNumber(100 * stateShare(cell, 'open'))} % of the time`,
  );
  return {
    type: 'timeline',
    title: `The breaker under ${situation.words}`,
    text: `${told.join('; ')}. ${SCALED}`,
    endMs: scaledBackMs(Math.max(0, ...cells.map(({ cell }) => cell.elapsedMs))),
    lanes: cells.map(({ label, cell }) => ({
      name: label,
      spans: cell.spans.map(({ state, fromMs, toMs }) => ({
        state,
        fromMs: scaledBackMs(fromMs),
        toMs: scaledBackMs(toMs),
      })),
    })),
    marks: (cells[0]?.cell.phases ?? []).map(({ label, fromMs }) => ({ atMs: scaledBackMs(fromMs), label })),
  };
}

/** How goodput falls with the share of failures, for some rows; undefined where the situation has no such shares. */
export function failureCurves({ situation }: Matrix, rows: readonly MatrixRow[]): CurvesPlot | undefined {
  const rates = situation.phases(0).map(({ failureRate }) => failureRate);
  if (rates.length < 2 || rates.some((rate) => rate === undefined)) return undefined;
  const goodputIn = (row: MatrixRow, phase: number): number =>
    meanOver(row, ({ phases }) => {
      const at = phases[phase];
      return at === undefined ? 0 : scaledBackPerMinute((at.modelPlans / (at.toMs - at.fromMs)) * 1_000);
    });
  const series = rows.map((row) => ({
    name: row.label,
    points: rates.map((rate, i) => [rate ?? 0, goodputIn(row, i)] as const),
  }));
  const told = series.map(({ name, points }) => `${name}: ${points.map(([, y]) => formatNumber(y)).join(', ')}`);
  return {
    type: 'curves',
    title: 'Goodput by share of failures',
    text: `Plans of the model per minute at ${rates.map((rate) => `${(rate ?? 0) * 100} %`).join(', ')} failures. ${told.join('; ')}. ${SCALED}`,
    x: { label: 'failures', name: 'failureRatio', scale: 'linear' },
    y: { label: 'plans of the model', name: 'goodputPerMinute', scale: 'linear' },
    series,
  };
}

function verdict(rows: readonly MatrixRow[], best: number): string {
  if (best === PRESENT) return 'No other row is better than the default settings by more than noise.';
  return `The row to take: ${rows[best]?.label ?? ''}.`;
}
