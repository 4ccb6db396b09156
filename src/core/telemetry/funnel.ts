import type { FunnelCounts } from './figures.ts';

/** The funnel's stages behind `sent`, in their order. */
const ANSWER_STAGES = [
  'answered',
  'parsed',
  'schemaValid',
  'knownTools',
  'executable',
  'goalReached',
  'inTime',
] as const satisfies readonly (keyof FunnelCounts)[];

/** The last stage an answer reached, in order; see `FunnelCounts`. */
export type AnswerStage = (typeof ANSWER_STAGES)[number];

/** Counts how far answers get. */
export class Funnel {
  readonly #counts = {
    sent: 0,
    answered: 0,
    parsed: 0,
    schemaValid: 0,
    knownTools: 0,
    executable: 0,
    goalReached: 0,
    inTime: 0,
    goalUnknown: 0,
  };

  /** A model is asked: the first stage, whatever comes of it. Retries are not counted again. */
  sent(): void {
    this.#counts.sent++;
  }

  /** The furthest stage that an answer reached. */
  answered(stage: AnswerStage): void {
    for (const reached of ANSWER_STAGES) {
      this.#counts[reached]++;
      if (reached === stage) return;
    }
  }

  /** An executable plan of which nobody can say whether it reaches its objective. */
  goalUnknown(): void {
    this.#counts.goalUnknown++;
  }

  counts(): FunnelCounts {
    return { ...this.#counts };
  }
}

/** For each stage behind `sent` its share of what was sent; null where nothing was. */
export function funnelRatios(counts: FunnelCounts): Readonly<Record<AnswerStage, Ratio | null>> {
  const of = (stage: AnswerStage): Ratio | null => wilsonInterval(counts[stage], counts.sent);
  return {
    answered: of('answered'),
    parsed: of('parsed'),
    schemaValid: of('schemaValid'),
    knownTools: of('knownTools'),
    executable: of('executable'),
    goalReached: of('goalReached'),
    inTime: of('inTime'),
  };
}

/** A share of something, with the interval that it lies in with 95 % confidence; each 0..1. */
export interface Ratio {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % quantile of the standard normal distribution: two-sided 95 %. */
const Z = 1.959963984540054;

/**
 * The share of `successes` in `n` and its Wilson score interval (Wilson, "Probable inference, the law of succession, and
 * statistical inference", 1927), 95 %. Null where `n` is 0: not estimable.
 */
export function wilsonInterval(successes: number, n: number): Ratio | null {
  if (n <= 0) return null;
  const share = successes / n;
  const square = Z * Z;
  const middle = (share + square / (2 * n)) / (1 + square / n);
  const half = (Z / (1 + square / n)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n));
  // At both ends the interval reaches the share itself, which rounding may miss.
  const low = successes === 0 ? 0 : Math.max(0, middle - half);
  return { share, low, high: successes === n ? 1 : Math.min(1, middle + half) };
}
