import { describe, expect, it } from 'vitest';
import { capacitySuite } from '../../../../../bench/suites/capacity.ts';
import type { BenchFixtures, Context } from '../../../../../bench/support/fixtures.ts';
import { systemClock } from '../../../../../src/core/base/clock.ts';
import type { BenchCase, ExperimentOutcome } from '../../../../../src/core/bench/benchCase.ts';
import type { RecordedRequest, RecordedTraffic } from '../../../../../src/core/telemetry/traffic.ts';

const context: Context = {
  mode: 'quick',
  seed: 7,
  clock: systemClock,
  signal: new AbortController().signal,
  fixture: () => Promise.reject(new Error('No fixture is needed.')),
  measure: () => Promise.reject(new Error('Nothing is measured beside.')),
};

function run(one: BenchCase<BenchFixtures> | undefined): Promise<ExperimentOutcome> {
  if (one?.kind !== 'experiment') throw new Error('This is no experiment.');
  return one.run(context);
}

async function runRecorded(traffic: RecordedTraffic): Promise<ExperimentOutcome> {
  return run(capacitySuite(traffic).find(({ id }) => id === 'capacity/recorded'));
}

const request = (name: string, atMs: number, hit = false): RecordedRequest => ({ key: name.padEnd(7, 'A'), atMs, hit });

describe('the capacity suite', () => {
  it.each(capacitySuite().map((one) => [one.id, one] as const))('draws three curves for %s', async (_id, one) => {
    const { timingsNs, metrics, plots, advice } = await run(one);
    expect(timingsNs).toHaveLength(2_000);
    expect(metrics).toMatchObject({ requests: 2_000, maxEntries: 1_000 });
    const [plot] = plots ?? [];
    if (plot?.type !== 'curves') throw new Error('There is no plot of curves.');
    expect(plot).toMatchObject({ x: { name: 'entries', scale: 'log' }, y: { name: 'hitRatio' } });
    expect(plot.series.map(({ name }) => name)).toEqual(['Planscope', 'plain LRU', "Belady's optimum"]);
    const [planscope, lru, optimum] = plot.series.map(({ points }) => points);
    for (const [i, [capacity, best]] of (optimum ?? []).entries()) {
      expect(planscope?.[i]?.[0]).toBe(capacity);
      expect(planscope?.[i]?.[1]).toBeLessThanOrEqual(best);
      expect(lru?.[i]?.[1]).toBeLessThanOrEqual(best);
      expect(best).toBeLessThanOrEqual(1);
    }
    expect(planscope?.find(([capacity]) => capacity === 1_000)?.[1]).toBe(metrics?.['hitRatio']);
    expect(advice?.join(' ')).toContain('planscope.cache.maxEntries');
  });

  it('knows equal questions from others: workload A misses each of its nine once', async () => {
    const { metrics } = await run(capacitySuite().find(({ id }) => id === 'capacity/workload_a'));
    expect(metrics).toMatchObject({ questions: 9, savedRequests: 1_991, ofOptimumRatio: 1 });
  });
});

describe('the case of recorded traffic', () => {
  it('is at the size and age that the cache had when it was recorded', async () => {
    const requests = [request('a', 1_000), request('b', 2_000), request('a', 61_000, true), request('a', 122_000)];
    const { metrics, plots } = await runRecorded({ maxEntries: 3, ttlMs: 60_000, requests });
    expect(metrics).toEqual({
      requests: 4,
      questions: 2,
      maxEntries: 3,
      hitRatio: 0.25,
      lruHitRatio: 0.25,
      optimumRatio: 0.25,
      ofOptimumRatio: 1,
      savedRequests: 1,
      enoughEntries: 1,
      recordedHitRatio: 0.25,
    });
    expect(plots?.[0]?.text).not.toContain('When it was recorded');
  });

  it('says so where what was recorded is not what the replay gives', async () => {
    const requests = [request('a', 1_000, true), request('b', 1_001, true), request('c', 1_002)];
    const { metrics, plots, advice } = await runRecorded({ maxEntries: 3, ttlMs: 60_000, requests });
    expect(metrics).toMatchObject({ hitRatio: 0, ofOptimumRatio: null, savedRequests: 0 });
    expect(plots?.[0]?.text).toContain('When it was recorded 66.7 % were hits');
    expect(advice?.[0]).toContain('no cache of any size helps');
  });

  it('bears a calendar that was set back, and one that begins at 0', async () => {
    const requests = [request('b', 0), request('a', 100_000), request('a', 1_000), request('a', 90_000)];
    const { metrics } = await runRecorded({ maxEntries: 3, ttlMs: 60_000, requests });
    expect(metrics).toMatchObject({ savedRequests: 2 });
  });

  it('tells keys apart that differ in their last character only', async () => {
    const requests = Array.from({ length: 64 }, (_, i) => ({
      key: `AAAAAA${'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'[i] ?? ''}`,
      atMs: i,
      hit: false,
    }));
    const { metrics } = await runRecorded({ maxEntries: 100, ttlMs: 60_000, requests: [...requests, ...requests] });
    expect(metrics).toMatchObject({ questions: 64, savedRequests: 64 });
  });
});
