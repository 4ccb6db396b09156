import { type Random, randomInt } from '../../src/core/base/random.ts';
import { BlockRecorder } from '../../src/core/bench/blocks.ts';
import type { CaseResult } from '../../src/core/bench/report.ts';
import { quantile } from '../../src/core/bench/statistics.ts';
import { caseRow } from './benchReports.ts';
import { gaussian } from './draws.ts';

const PHASE_SAMPLES = 150;
const PACE_EVERY = 20;

/**
 * What a case gives on a laptop, seeded: the machine changes its speed every 150 samples or so (log-normal, 25 %), each
 * sample spreads by 8 %, one in fifty is a pause of up to three times more, and a look at the pace is off by 3 %.
 */
export function measuredOnLaptop(options: {
  readonly id: string;
  readonly trueNs: number;
  readonly samples: number;
  readonly random: Random;
  readonly speed?: () => number;
}): CaseResult {
  const { id, trueNs, samples, random, speed = laptopSpeed(random) } = options;
  const recorder = new BlockRecorder();
  for (let i = 0; i < samples; i++) {
    const now = speed();
    if (i % PACE_EVERY === 0) recorder.pace(60_000 * now * Math.exp(0.03 * gaussian(random)));
    const pause = random.next() < 0.02 ? 1 + 3 * random.next() : 1;
    recorder.sample(trueNs * now * pause * Math.exp(0.08 * gaussian(random)));
  }
  const ascending = recorder.ascending();
  return caseRow(id, {
    samples,
    p50: quantile(ascending, 0.5),
    p95: quantile(ascending, 0.95),
    yardstick: 'machine',
    blocks: recorder.blocks(),
  });
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
