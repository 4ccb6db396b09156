import { type Random, randomInt } from '../base/random.ts';
import type { Block, Interval, Yardstick } from './report.ts';
import { quantile, variance } from './statistics.ts';
import { studentT } from './studentT.ts';

/** How one quantile of B stands to that of A: 1.1 is 10 % slower. */
export interface QuantileChange {
  readonly ratio: number;
  /** Of the ratio, at a two-sided confidence (0..1). */
  intervalAt(confidence: number): Interval;
}

export interface ChangeOptions {
  readonly q: number;
  readonly yardstick: Yardstick;
  /** The stretches of A and B were taken in turn, the i-th of the one beside the i-th of the other. */
  readonly isPaired?: boolean;
  readonly random: Random;
}

/** A standard error of 200 draws is known to 5 %. */
const RESAMPLES = 200;
/** Fewer stretches than this say nothing about how far stretches differ. */
const LEAST_BLOCKS = 8;

/**
 * The change of a quantile from A to B by a bootstrap of stretches of time (a cluster bootstrap: Davison and Hinkley,
 * "Bootstrap Methods and their Application", 3.8): samples of one stretch share what the machine did meanwhile, so
 * stretches are drawn, not samples. Where the yardstick is the machine, and the two were not taken in turn, each stretch
 * is first divided by its own pace. The interval is of the ratio's logarithm, by the bootstrap's standard error and
 * Student's t with the degrees of freedom of the fewer stretches, which few clusters need. Null where either side has fewer than 8 stretches or a time that is not
 * above 0, and where work was done at a pace that nobody looked at: a slower machine would pass for a slower case.
 */
export function quantileChange(
  a: readonly Block[],
  b: readonly Block[],
  options: ChangeOptions,
): QuantileChange | null {
  const { q, isPaired = false, random } = options;
  if (Math.min(a.length, b.length) < LEAST_BLOCKS || (isPaired && a.length !== b.length)) return null;
  const isPaced = options.yardstick === 'machine' && !isPaired;
  if (isPaced && ![...a, ...b].every(({ paceNs }) => paceNs !== null && paceNs > 0)) return null;
  const [sideA, sideB] = [sideOf(a, isPaced), sideOf(b, isPaced)];
  if (sideA === undefined || sideB === undefined) return null;

  const once = (side: Side): number => weightedQuantile(side, new Uint16Array(side.blocks).fill(1), q);
  const estimate = Math.log(once(sideB) / once(sideA));
  const logs: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const drawnA = draw(sideA.blocks, random);
    const drawnB = isPaired ? drawnA : draw(sideB.blocks, random);
    logs.push(Math.log(weightedQuantile(sideB, drawnB, q) / weightedQuantile(sideA, drawnA, q)));
  }
  const fewer = Math.min(sideA.blocks, sideB.blocks);
  // A bootstrap of k clusters has k - 1 of k parts of their variance.
  const error = Math.sqrt((variance(logs) * fewer) / (fewer - 1));
  return {
    ratio: Math.exp(estimate),
    intervalAt(confidence) {
      const half = studentT((1 + confidence) / 2, fewer - 1) * error;
      return [Math.exp(estimate - half), Math.exp(estimate + half)];
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

/** All samples of one side, ascending, each with its stretch and how many samples it stands for. */
interface Side {
  readonly blocks: number;
  readonly values: Float64Array;
  readonly blockOf: Uint16Array;
  readonly weights: Float64Array;
}

function sideOf(blocks: readonly Block[], isPaced: boolean): Side | undefined {
  const items = blocks.flatMap((block, index) => {
    const unit = isPaced ? (block.paceNs ?? 1) : 1;
    const weight = block.count / Math.max(1, block.samplesNs.length);
    return block.samplesNs.map((sample) => ({ value: sample / unit, index, weight }));
  });
  if (items.length === 0 || !items.every(({ value }) => Number.isFinite(value) && value > 0)) return undefined;
  items.sort((x, y) => x.value - y.value);
  return {
    blocks: blocks.length,
    values: Float64Array.from(items, ({ value }) => value),
    blockOf: Uint16Array.from(items, ({ index }) => index),
    weights: Float64Array.from(items, ({ weight }) => weight),
  };
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

/** The quantile of a side of which each stretch counts as often as it was drawn; between two samples by their weights. */
function weightedQuantile({ values, blockOf, weights }: Side, drawn: Uint16Array, q: number): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (weights[i] ?? 0) * (drawn[blockOf[i] ?? 0] ?? 0);
  const wanted = q * total;
  let upTo = 0;
  let lastAt = 0;
  let last = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const weight = (weights[i] ?? 0) * (drawn[blockOf[i] ?? 0] ?? 0);
    if (weight === 0) continue;
    // A sample stands in the middle of its weight.
    const at = upTo + weight / 2;
    const value = values[i] ?? Number.NaN;
    if (at >= wanted)
      return Number.isNaN(last) || at === lastAt ? value : last + ((value - last) * (wanted - lastAt)) / (at - lastAt);
    upTo += weight;
    [last, lastAt] = [value, at];
  }
  return last;
}
