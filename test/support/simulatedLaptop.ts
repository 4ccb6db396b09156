import { type Random, randomInt } from '../../src/core/base/random.ts';
import { BLOCKS, BlockRecorder } from '../../src/core/bench/blocks.ts';
import { type Measurement, pooled } from '../../src/core/bench/measurement.ts';
import type { CaseResult } from '../../src/core/bench/report.ts';
import { quantile } from '../../src/core/bench/statistics.ts';
import { caseRow } from './benchReports.ts';
import { gaussian } from './draws.ts';

const PHASE_SAMPLES = 150;
const PACE_EVERY = 20;
/** How far processes lie apart by how the program is compiled and placed in memory. */
const LAYOUT = 0.015;

interface LaptopOptions {
  readonly id: string;
  readonly trueNs: number;
  /** Of all processes together. */
  readonly samples: number;
  readonly random: Random;
  readonly speed?: () => number;
}

/**
 * What a case gives on a laptop, seeded, measured in so many processes one after another: each is faster or slower by 1.5 %
 * for good, the machine changes its speed every 150 samples or so (log-normal, 25 %), each sample spreads by 8 %, one in
 * fifty is a pause of up to three times more, and a look at the pace is off by 3 %.
 */
export function measuredOnLaptop({
  processes = 5,
  ...options
}: LaptopOptions & { readonly processes?: number }): CaseResult {
  const { samplesNs, blocks } = pooled(
    Array.from({ length: processes }, (_, process) => ({
      process,
      measurement: measuredInProcess(options, processes),
    })),
  );
  return caseRow(options.id, {
    samples: options.samples,
    p50: quantile(samplesNs, 0.5),
    p95: quantile(samplesNs, 0.95),
    yardstick: 'machine',
    blocks,
  });
}

function measuredInProcess({ trueNs, samples, random, speed }: LaptopOptions, processes: number): Measurement {
  const recorder = new BlockRecorder();
  const now = speed ?? laptopSpeed(random);
  const layout = processes === 1 ? 1 : Math.exp(LAYOUT * gaussian(random));
  for (let i = 0; i < samples / processes; i++) {
    const factor = now();
    if (i % PACE_EVERY === 0) recorder.pace(60_000 * factor * Math.exp(0.03 * gaussian(random)));
    const pause = random.next() < 0.02 ? 1 + 3 * random.next() : 1;
    recorder.sample(trueNs * layout * factor * pause * Math.exp(0.08 * gaussian(random)));
  }
  const stretches = Math.ceil(BLOCKS / processes);
  return { samplesNs: recorder.ascending(), batch: 1, blocks: recorder.blocks(stretches), ended: 'limit' };
}

/** The machine's speed from sample to sample, around 1. */
export function laptopSpeed(random: Random): () => number {
  const phase = (): number => Math.exp(0.25 * gaussian(random));
  let [now, target] = [phase(), phase()];
  return () => {
    if (randomInt(random, PHASE_SAMPLES) === 0) target = phase();
    now += (target - now) * 0.2;
    return now;
  };
}
