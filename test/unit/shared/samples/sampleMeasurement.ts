import type { Block, CaseResult, Distribution, Interval } from '../../../../src/core/bench/report.ts';

const BLOCKS = 8;
const BINS = 24;
const ORDER_STATISTICS = 24;

type Percentiles = Pick<CaseResult, 'p50' | 'p95' | 'p99' | 'min' | 'max' | 'samples'>;

/** What a measured case says of its own measuring: intervals, outliers, stretches, and why it ended. */
export function sampleMeasurement(of: Percentiles, index: number): Partial<CaseResult> {
  const blocks = Array.from({ length: BLOCKS }, (_, block) => sampleBlock(of, block));
  return {
    distribution: sampleDistribution(of, blocks),
    blocks,
    intervals: {
      p50: around(of.p50, 0.012 + (index % 4) * 0.006),
      p95: around(of.p95, 0.035),
      p99: around(of.p99, 0.08),
    },
    outliers: { mild: (index * 7) % 23, severe: index % 4 },
    ended: index % 3 === 0 ? 'limit' : 'narrow',
    yardstick: (of.p50 ?? 0) > 1e7 ? 'clock' : 'machine',
  };
}

function around(ns: number | null, share: number): Interval | null {
  return ns === null ? null : [ns * (1 - share), ns * (1 + share * 1.4)];
}

/** Order statistics between the extremes that pass through the percentiles, a little faster or slower by stretch. */
function sampleBlock({ p50, p95, p99, min, max, samples }: Percentiles, block: number): Block {
  const middle = p50 ?? 0;
  const knots: readonly (readonly [share: number, ns: number])[] = [
    [0, min ?? middle],
    [0.5, middle],
    [0.95, p95 ?? middle * 1.4],
    [0.99, p99 ?? middle * 1.8],
    [1, max ?? middle * 2],
  ];
  const pace = 1 + 0.01 * Math.sin(block * 2.1);
  return {
    samplesNs: Array.from({ length: ORDER_STATISTICS }, (_, index) => {
      const share = (index + (block + 0.5) / BLOCKS) / ORDER_STATISTICS;
      const after = Math.max(
        1,
        knots.findIndex(([at]) => at >= share),
      );
      const [fromShare, from] = knots[after - 1] ?? [0, middle];
      const [toShare, to] = knots[after] ?? [1, middle];
      const within = (share - fromShare) / (toShare - fromShare);
      const ns = from * (to / from) ** (after === 1 ? within ** 0.5 : within ** 1.8) * pace;
      return Math.min(max ?? ns, Math.max(min ?? ns, ns));
    }),
    count: Math.ceil(samples / BLOCKS),
    paceNs: 15_000 * pace,
  };
}

/** Counts what the stretches hold, so that both drawings of a case agree. */
function sampleDistribution({ min, max, samples }: Percentiles, blocks: readonly Block[]): Distribution {
  const low = min ?? 1;
  const high = max ?? 2;
  const times = blocks.flatMap(({ samplesNs }) => samplesNs);
  const binOf = (ns: number): number =>
    Math.min(BINS - 1, Math.floor((Math.log(ns / low) / Math.log(high / low)) * BINS));
  return {
    counts: Array.from({ length: BINS }, (_, bin) =>
      Math.round((times.filter((ns) => binOf(ns) === bin).length * samples) / times.length),
    ),
    edgesNs: Array.from({ length: BINS + 1 }, (_, edge) => low * (high / low) ** (edge / BINS)),
  };
}
