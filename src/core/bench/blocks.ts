import type { Block } from './report.ts';
import { quantile } from './statistics.ts';

/** As many stretches as still leave each a dozen of the 299 samples that a slow case has in all. */
export const BLOCKS = 24;
/** Order statistics that are kept of a stretch: enough for p95 of all of them together. */
const KEPT = 16;

/** Gathers samples in the order in which they were taken, and the machine's pace between them. Nanoseconds. */
export class BlockRecorder {
  #samplesNs: number[] = [];
  #paces: { readonly at: number; readonly ns: number }[] = [];

  get count(): number {
    return this.#samplesNs.length;
  }

  sample(ns: number): void {
    this.#samplesNs.push(ns);
  }

  pace(ns: number | null): void {
    if (ns !== null) this.#paces.push({ at: this.#samplesNs.length, ns });
  }

  /** Forgets what was before: the calls that warmed up. */
  clear(): void {
    this.#samplesNs = [];
    this.#paces = [];
  }

  /** All samples, ascending. */
  ascending(): number[] {
    return this.#samplesNs.toSorted((a, b) => a - b);
  }

  /** The samples in up to `most` stretches of equal count, in order of time. */
  blocks(most = BLOCKS): readonly Block[] {
    return blocksOf(this.#samplesNs, (from, to) => this.#paceBetween(from, to), most);
  }

  /** The median of the looks between two samples, or the one before them. */
  #paceBetween(from: number, to: number): number | null {
    const within = this.#paces.filter(({ at }) => at >= from && at <= to).map(({ ns }) => ns);
    const before = this.#paces.findLast(({ at }) => at < from)?.ns;
    return within.length === 0
      ? (before ?? null)
      : quantile(
          within.toSorted((a, b) => a - b),
          0.5,
        );
  }
}

/** Stretches of `samplesNs`, which are in order of time; `paceBetween` two indices of them is the machine's pace. */
export function blocksOf(
  samplesNs: readonly number[],
  paceBetween: (from: number, to: number) => number | null,
  most = BLOCKS,
): readonly Block[] {
  const blocks = Math.min(most, samplesNs.length);
  return Array.from({ length: blocks }, (_, i) => {
    const from = Math.floor((i * samplesNs.length) / blocks);
    const to = Math.floor(((i + 1) * samplesNs.length) / blocks);
    const ascending = samplesNs.slice(from, to).sort((a, b) => a - b);
    return { samplesNs: thinned(ascending), count: to - from, paceNs: short(paceBetween(from, to)) };
  });
}

/** At most `KEPT` order statistics, each in the middle of its share of the samples. */
function thinned(ascending: readonly number[]): readonly number[] {
  const kept = Math.min(KEPT, ascending.length);
  return Array.from({ length: kept }, (_, i) => {
    const at = ((i + 0.5) * ascending.length) / kept - 0.5;
    return short(quantile(ascending, at / Math.max(1, ascending.length - 1))) ?? 0;
  });
}

/** Five significant figures: no clock tells more, and a file of them stays readable. */
function short(ns: number | null): number | null {
  return ns === null ? null : Number(ns.toPrecision(5));
}
