import type { Block } from './report.ts';

/** All samples of some stretches, ascending, each with its stretch and how many samples it stands for. */
export interface WeightedSamples {
  readonly blocks: number;
  readonly values: Float64Array;
  readonly blockOf: Uint16Array;
  readonly weights: Float64Array;
}

/**
 * The samples of `blocks`, in nanoseconds or, where `isPaced`, in units of the pace of their stretch. Undefined where there
 * are none, where a time is not above 0, and where a pace is wanted that nobody looked at.
 */
export function weightedSamples(blocks: readonly Block[], isPaced: boolean): WeightedSamples | undefined {
  const items = blocks.flatMap((block, index) => {
    const unit = isPaced ? (block.paceNs ?? Number.NaN) : 1;
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

/**
 * Quantile `q` (0..1) of samples, in their unit, of which each stretch counts as often as `drawn` says; once where that is
 * left out.
 */
export function weightedQuantile(
  { blocks, values, blockOf, weights }: WeightedSamples,
  q: number,
  drawn = once(blocks),
): number {
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

function once(blocks: number): Uint16Array {
  return new Uint16Array(blocks).fill(1);
}
