import { type Random, randomInt } from '../base/random.ts';
import { logsByProcess } from './processes.ts';
import type { Block, Interval, Yardstick } from './report.ts';
import { meanOf, quantile, variance } from './statistics.ts';
import { studentT } from './studentT.ts';
import { weightedQuantile, weightedSamples } from './weightedQuantile.ts';

/** How one quantile of B stands to that of A: 1.1 is 10 % slower. */
export interface QuantileChange {
  readonly ratio: number;
  /** Of the ratio, at a two-sided confidence (0..1). */
  intervalAt(confidence: number): Interval;
}

/**
 * The change of quantile `q` from run A to run B, by the processes of each: a program is compiled and placed in memory anew
 * in every process and meets another moment of the machine, so what processes differ by bounds what runs can claim
 * (Georges, Buytaert and Eeckhout, "Statistically Rigorous Java Performance Evaluation", 2007; Kalibera and Jones,
 * "Rigorous Benchmarking in Reasonable Time", 2013). Where the yardstick is the machine each stretch of time is first
 * divided by its own pace. The interval is of the ratio's logarithm, by Student's t of two samples of equal variance. Null
 * where either run has fewer than 5 processes, a time that is not above 0, or work at a pace that nobody looked at: a
 * slower machine would pass for a slower case.
 */
export function changeBetweenRuns(
  a: readonly Block[],
  b: readonly Block[],
  { q, yardstick }: { readonly q: number; readonly yardstick: Yardstick },
): QuantileChange | null {
  const [logsA, logsB] = [a, b].map((blocks) => logsByProcess(blocks, q, yardstick === 'machine'));
  if (logsA === undefined || logsB === undefined) return null;
  const degrees = logsA.length + logsB.length - 2;
  const squares = variance(logsA) * (logsA.length - 1) + variance(logsB) * (logsB.length - 1);
  const error = Math.sqrt((squares / degrees) * (1 / logsA.length + 1 / logsB.length));
  return changeOf(meanOf(logsB) - meanOf(logsA), error, degrees);
}

/** A standard error of 200 draws is known to 5 %. */
const RESAMPLES = 200;
/** Fewer stretches than this say nothing about how far stretches differ. */
const LEAST_BLOCKS = 8;

/**
 * The change of quantile `q` from A to B that were taken in turn, the i-th stretch of the one beside the i-th of the other,
 * by a bootstrap of those pairs (a cluster bootstrap: Davison and Hinkley, "Bootstrap Methods and their Application", 3.8):
 * samples of one stretch share what the machine did meanwhile, so stretches are drawn, not samples. The interval is of the
 * ratio's logarithm, by the bootstrap's standard error and Student's t, which few clusters need. Null where there are
 * fewer than 8 pairs, or a time that is not above 0.
 */
export function changeInTurn(
  a: readonly Block[],
  b: readonly Block[],
  { q, random }: { readonly q: number; readonly random: Random },
): QuantileChange | null {
  const pairs = a.length;
  if (pairs < LEAST_BLOCKS || pairs !== b.length) return null;
  const [sideA, sideB] = [weightedSamples(a, false), weightedSamples(b, false)];
  if (sideA === undefined || sideB === undefined) return null;
  const logs: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const drawn = draw(pairs, random);
    logs.push(Math.log(weightedQuantile(sideB, q, drawn) / weightedQuantile(sideA, q, drawn)));
  }
  // A bootstrap of k clusters has k - 1 of k parts of their variance.
  const error = Math.sqrt((variance(logs) * pairs) / (pairs - 1));
  return changeOf(Math.log(weightedQuantile(sideB, q) / weightedQuantile(sideA, q)), error, pairs - 1);
}

/** How often each of `blocks` stretches was drawn in as many draws. */
function draw(blocks: number, random: Random): Uint16Array {
  const drawn = new Uint16Array(blocks);
  for (let i = 0; i < blocks; i++) {
    const which = randomInt(random, blocks);
    drawn[which] = (drawn[which] ?? 0) + 1;
  }
  return drawn;
}

/** A factor of e^50 is no measurement, whatever a file says. */
const LARGEST_LOG = 50;

function changeOf(log: number, error: number, degrees: number): QuantileChange | null {
  if (!(Math.abs(log) < LARGEST_LOG && error < LARGEST_LOG)) return null;
  return {
    ratio: Math.exp(log),
    intervalAt(confidence) {
      const half = studentT((1 + confidence) / 2, degrees) * error;
      return [Math.exp(log - half), Math.exp(log + half)];
    },
  };
}

/** How fast the machine was in B beside A by its pace: 1.2 is a fifth slower. Null where it was not looked at. */
export function paceRatio(a: readonly Block[], b: readonly Block[]): number | null {
  const median = (blocks: readonly Block[]): number | null =>
    quantile(
      blocks.flatMap(({ paceNs }) => (paceNs === null ? [] : [paceNs])).toSorted((x, y) => x - y),
      0.5,
    );
  const [paceA, paceB] = [median(a), median(b)];
  return paceA === null || paceB === null || paceA <= 0 ? null : paceB / paceA;
}
