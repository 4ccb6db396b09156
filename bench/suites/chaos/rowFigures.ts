import { type Criterion, meanOf, type Trial } from '../../../src/core/bench/advice.ts';
import type { BreakerState } from '../../../src/core/resilience/breakerTimeline.ts';
import type { Cell } from './cell.ts';
import type { Matrix, MatrixRow } from './matrix.ts';
import { PRESENT } from './settingsRows.ts';

/** Differences that nobody would change a setting for: shares of the present figure, and measured milliseconds. */
const LEAST = { goodputRatio: 0.02, wastedRatio: 0.05, recoverMs: 10 } as const;

/** The model's executable plans per measured second. */
export function goodputOf({ modelPlans, elapsedMs }: Cell): number {
  return (modelPlans / elapsedMs) * 1_000;
}

/** Tokens in vain for each request. */
export function wastedOf({ wastedTokens, requests }: Cell): number {
  return wastedTokens / Math.max(1, requests);
}

export function attemptsOf({ attempts, requests }: Cell): number {
  return attempts / Math.max(1, requests);
}

/** Share of the time in a state, 0..1. */
export function stateShare({ spans, elapsedMs }: Cell, state: BreakerState): number {
  const ms = spans.filter((span) => span.state === state).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return elapsedMs > 0 ? ms / elapsedMs : 0;
}

/** The mean of a figure over the seeds. */
export function meanOver({ cells }: MatrixRow, figure: (cell: Cell) => number): number {
  return meanOf(cells.map(figure));
}

/** The rows as the choice among them takes them. */
export function trialsOf({ rows }: Matrix): readonly Trial[] {
  return rows.map(({ cells, changes }) => ({
    changes: Object.keys(changes).length,
    figures: {
      goodput: cells.map(goodputOf),
      wasted: cells.map(wastedOf),
      recoverMs: cells.map(({ recoverMs }) => recoverMs ?? 0),
    },
  }));
}

/** The rows over several situations: each figure is the mean over those of its seed. */
export function trialsOver(matrices: readonly Matrix[]): readonly Trial[] {
  const [first, ...others] = matrices.map(trialsOf);
  return (first ?? []).map((trial, row) => {
    const all = [trial, ...others.flatMap((trials) => trials[row] ?? [])];
    const mean = (name: string): readonly number[] =>
      (trial.figures[name] ?? []).map((_, block) => meanOf(all.map(({ figures }) => figures[name]?.[block] ?? 0)));
    return {
      changes: trial.changes,
      figures: { goodput: mean('goodput'), wasted: mean('wasted'), recoverMs: mean('recoverMs') },
    };
  });
}

/** What is wanted, in this order: goodput, few tokens in vain, and where there is an outage, to be back soon. */
export function criteriaFor(trials: readonly Trial[]): readonly Criterion[] {
  const present = (name: string): number => meanOf(trials[PRESENT]?.figures[name] ?? []);
  const hasOutage = trials.some(({ figures }) => figures['recoverMs']?.some((ms) => ms > 0) === true);
  return [
    { name: 'goodput', better: 'higher', leastGain: LEAST.goodputRatio * present('goodput') },
    { name: 'wasted', better: 'lower', leastGain: LEAST.wastedRatio * present('wasted') },
    ...(hasOutage ? [{ name: 'recoverMs', better: 'lower', leastGain: LEAST.recoverMs } as const] : []),
  ];
}
