import { type Criterion, meanOf, type Trial } from '../../../src/core/bench/advice.ts';
import type { BreakerState } from '../../../src/core/resilience/breakerTimeline.ts';
import type { Cell } from './cell.ts';
import type { Matrix, MatrixRow } from './matrix.ts';
import { PRESENT } from './settingsRows.ts';

/** Differences that nobody would change a setting for: shares of the present figure, and measured milliseconds. */
const LEAST = { goodputRatio: 0.02, wastedRatio: 0.05, recoverMs: 10 } as const;
/** Of a present figure, the share that may at worst be lost for something that comes later. */
const TOLERATED_RATIO = 0.1;

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

/** The rows as the choice among them takes them: each figure is the mean over the situations, seed by seed. */
export function trialsOver(matrices: readonly Matrix[]): readonly Trial[] {
  const rows = matrices[0]?.rows ?? [];
  return rows.map(({ changes, cells }, row) => {
    const seedBySeed = (figure: (cell: Cell) => number | null): readonly number[] =>
      cells.map((_, block) =>
        // Of a situation without an outage there is no recovery to take into the mean.
        meanOf(
          matrices.flatMap((matrix) => matrix.rows[row]?.cells[block] ?? []).flatMap((cell) => figure(cell) ?? []),
        ),
      );
    return {
      changes: Object.keys(changes).length,
      figures: {
        goodput: seedBySeed(goodputOf),
        wasted: seedBySeed(wastedOf),
        recoverMs: seedBySeed(({ recoverMs }) => recoverMs),
      },
    };
  });
}

/** What is wanted, in this order: goodput, few tokens in vain, and where there is an outage, to be back soon. */
export function criteriaFor(trials: readonly Trial[]): readonly Criterion[] {
  const present = (name: string): number => meanOf(trials[PRESENT]?.figures[name] ?? []);
  const hasOutage = trials.some(({ figures }) => figures['recoverMs']?.some((ms) => ms > 0) === true);
  const of = (name: string, better: Criterion['better'], leastGain: number): Criterion => ({
    name,
    better,
    leastGain,
    tolerance: Math.max(leastGain, TOLERATED_RATIO * present(name)),
  });
  return [
    of('goodput', 'higher', LEAST.goodputRatio * present('goodput')),
    of('wasted', 'lower', LEAST.wastedRatio * present('wasted')),
    ...(hasOutage ? [of('recoverMs', 'lower', LEAST.recoverMs)] : []),
  ];
}
