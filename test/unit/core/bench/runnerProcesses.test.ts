import { describe, expect, it } from 'vitest';
import type { ProcessTimes } from '../../../../src/core/bench/measurement.ts';
import { measureTimes, runBenchmarks } from '../../../../src/core/bench/runner.ts';
import { type Case, experiment, measured, never, setUp } from '../../../support/benchRuns.ts';

describe('a run of several processes', () => {
  const times = (process: number, samplesNs: readonly number[]): ProcessTimes => ({
    id: 'a/slow',
    process,
    measurement: {
      samplesNs,
      batch: 1,
      blocks: [{ samplesNs, count: samplesNs.length, paceNs: null }],
      ended: 'limit',
    },
  });

  it('shares time and samples among them', async () => {
    const { options } = setUp((clock) => [measured('slow', () => ({ call: 'sync', run: () => clock.skip(20) }))]);
    const seen: ProcessTimes[] = [];
    await measureTimes({ ...options, processes: 5, process: 0, only: () => true }, (one) => seen.push(one), never);
    expect(seen.map(({ id }) => id)).toEqual(['floor/step', 'a/slow']);
    const [, slow] = seen;
    expect(slow !== undefined && 'measurement' in slow ? slow.measurement.samplesNs : []).toHaveLength(60);
  });

  it('measures in the earlier ones what is repeated and asked for, and no figures', async () => {
    const { options } = setUp((clock) => [
      measured('slow', () => ({
        call: 'sync',
        run: () => clock.skip(20),
        metrics: () => Promise.reject(new Error('not here')),
      })),
      { ...experiment('short', async () => ({ timingsNs: [3, 1, 2] })), isRepeated: true } as Case,
      experiment('long', () => Promise.reject(new Error('not here'))),
    ]);
    const seen: ProcessTimes[] = [];
    const only = ({ id }: { readonly id: string }): boolean => !id.startsWith('floor/');
    await measureTimes({ ...options, processes: 5, process: 0, only }, (one) => seen.push(one), never);
    expect(seen).toMatchObject([{ id: 'a/slow' }, { id: 'a/short', measurement: { samplesNs: [1, 2, 3] } }]);
    expect(seen.filter((one) => 'error' in one)).toEqual([]);
  });

  it('tells of an earlier one what went wrong there', async () => {
    const { options } = setUp(() => [measured('slow', () => Promise.reject(new Error('no server')) as never)]);
    const seen: ProcessTimes[] = [];
    await measureTimes({ ...options, only: () => true }, (one) => seen.push(one), never);
    expect(seen[1]).toEqual({ id: 'a/slow', process: 0, error: 'no server' });
  });

  it('takes the whole budget for what no other process measures', async () => {
    const { options } = setUp(() => [experiment('long', async () => ({ timingsNs: new Array<number>(240).fill(1) }))]);
    const { cases, floors } = await runBenchmarks({ ...options, processes: 5 }, never);
    expect(floors[0]?.samples).toBe(299);
    expect(cases[0]?.blocks).toHaveLength(24);
  });

  it('takes in each at least the samples that its p95 needs', async () => {
    const { options } = setUp(() => []);
    const seen: ProcessTimes[] = [];
    const only = (): boolean => true;
    const alone = { ...options, cases: [measured('slow', () => ({ call: 'sync', run: () => options.clock.nowMs() }))] };
    await measureTimes({ ...alone, processes: 100, process: 3, only }, (one) => seen.push(one), never);
    const [floor] = seen;
    expect(floor).toMatchObject({ id: 'floor/step', process: 3 });
    expect(floor !== undefined && 'measurement' in floor ? floor.measurement.samplesNs : []).toHaveLength(59);
  });

  it('tells of the memory that it held before the first case, and at most', async () => {
    let held = 80e6;
    const holding = async () => {
      held = 300e6;
      return { timingsNs: [1] };
    };
    const { options } = setUp(() => [experiment('holds', holding)]);
    const { memory } = await runBenchmarks({ ...options, peakMemoryBytes: () => held }, never);
    expect(memory).toEqual({ runnerBytes: 80e6, peakBytes: 300e6 });
  });

  it('collects garbage before each floor and case', async () => {
    const log: string[] = [];
    const { options } = setUp(() => [
      experiment('first', async () => ({ timingsNs: [log.push('first')] })),
      experiment('second', async () => ({ timingsNs: [log.push('second')] })),
    ]);
    await runBenchmarks({ ...options, collectGarbage: () => void log.push('collected') }, never);
    expect(log).toEqual(['collected', 'collected', 'first', 'collected', 'second']);
  });

  it('reports the samples of all, and gives them to the figures', async () => {
    const { options } = setUp((clock) => [
      measured('slow', () => ({
        call: 'sync',
        run: () => clock.skip(20),
        metrics: ({ samplesNs }) => ({ count: samplesNs.length }),
      })),
    ]);
    const earlier = Array.from({ length: 4 }, (_, process) => times(process, new Array<number>(60).fill(10e6)));
    const { cases } = await runBenchmarks({ ...options, processes: 5, earlier }, never);
    expect(cases[0]).toMatchObject({ samples: 300, min: 10e6, metrics: { count: 300 } });
    expect(new Set(cases[0]?.blocks?.map(({ process }) => process))).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(cases[0]?.p50).toBeCloseTo(10e6, 0);
  });

  it('fails a case that failed in any of them, and says in which', async () => {
    const { options } = setUp((clock) => [measured('slow', () => ({ call: 'sync', run: () => clock.skip(20) }))]);
    const earlier: ProcessTimes[] = [times(1, [10e6]), { id: 'a/slow', process: 0, error: 'the socket is gone' }];
    const { cases } = await runBenchmarks({ ...options, processes: 3, earlier }, never);
    expect(cases[0]).toMatchObject({ status: 'failed', error: 'In process 1 of 3: the socket is gone' });
    expect(cases[0]?.samples).toBeGreaterThan(100);
    expect(new Set(cases[0]?.blocks?.map(({ process }) => process))).toEqual(new Set([1, 2]));
  });
});
