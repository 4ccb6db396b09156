import { describe, expect, it } from 'vitest';
import type { Floor } from '../../../../src/core/bench/benchCase.ts';
import { assertCase, CaseFailure } from '../../../../src/core/bench/benchCase.ts';
import type { CaseResult } from '../../../../src/core/bench/report.ts';
import { runBenchmarks } from '../../../../src/core/bench/runner.ts';
import { experiment, floorTaking, measured, never, type Shared, setUp } from '../../../support/benchRuns.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

describe('a benchmark run', () => {
  it('reports times, percentiles, note, metrics and distribution of a measured case', async () => {
    const { options } = setUp((clock) => [
      measured('slow', () => ({
        call: 'async',
        run: async () => clock.skip(20),
        metrics: ({ samplesNs }) => ({ count: samplesNs.length }),
      })),
    ]);
    const report = await runBenchmarks(options, never);
    const [row] = report.cases;
    expect(row).toMatchObject({ id: 'a/slow', status: 'ok', unit: 'ns', samples: 299, batch: 1, note: 'note of slow' });
    expect(row?.p99).toBeCloseTo(20e6, 0);
    expect(row?.metrics).toEqual({ count: 299 });
    expect(row?.distribution?.counts).toEqual([299]);
    expect(row).not.toHaveProperty('error');
  });

  it('compares medians with the floor of the same run', async () => {
    const { options } = setUp((clock) => [measured('slow', () => ({ call: 'sync', run: () => clock.skip(25) }))]);
    const report = await runBenchmarks(options, never);
    expect(report.floors.map((one) => one.id)).toEqual(['floor/step']);
    expect(report.cases[0]?.floor?.id).toBe('floor/step');
    expect(report.cases[0]?.floor?.ratio).toBeCloseTo(2.5, 6);
  });

  it('claims no ratio when the samples are too few for a median', async () => {
    const { options } = setUp(() => [experiment('once', async () => ({ timingsNs: [1, 2, 3, 4] }))]);
    const report = await runBenchmarks(options, never);
    expect(report.cases[0]).toMatchObject({ samples: 4, mean: 2.5, p50: null });
    expect(report.cases[0]).not.toHaveProperty('floor');
  });

  it('runs only the floors that its cases name', async () => {
    const { options } = setUp(() => [experiment('once', async () => ({ timingsNs: [1] }))]);
    const unused = { ...floorTaking(new FakeClock(), 1), id: 'floor/unused' };
    const report = await runBenchmarks({ ...options, floors: [unused, ...options.floors] }, never);
    expect(report.floors.map((one) => one.id)).toEqual(['floor/step']);
  });

  it('refuses a case whose floor does not exist', async () => {
    const { options } = setUp(() => [experiment('once', async () => ({ timingsNs: [1] }))], { floors: [] });
    await expect(runBenchmarks(options, never)).rejects.toThrow('a/once names the floor "floor/step"');
  });

  it('goes on after a case that throws and reports what it said', async () => {
    const { options } = setUp(() => [
      experiment('broken', () => Promise.reject(new Error('the socket is gone'))),
      experiment('sound', async () => ({ timingsNs: [1] })),
    ]);
    const { cases } = await runBenchmarks(options, never);
    expect(cases[0]).toMatchObject({ status: 'failed', error: 'the socket is gone', samples: 0, mean: null });
    expect(cases[1]).toMatchObject({ status: 'ok', samples: 1 });
  });

  it('keeps the times and figures of a case whose assertion does not hold', async () => {
    const { options } = setUp(() => [
      experiment('ratio', async () => {
        const outcome = { timingsNs: [5, 5], metrics: { hitRatio: 0.5 } };
        assertCase(outcome.metrics.hitRatio >= 0.8, () => 'The hit ratio is 0.5, below 0.8.', outcome);
        return outcome;
      }),
    ]);
    const { cases } = await runBenchmarks(options, never);
    expect(cases[0]).toMatchObject({
      status: 'failed',
      error: 'The hit ratio is 0.5, below 0.8.',
      mean: 5,
      metrics: { hitRatio: 0.5 },
    });
  });

  it('keeps the samples of a measured case whose metrics fail', async () => {
    const { options } = setUp((clock) => [
      measured('slow', () => ({
        call: 'sync',
        run: () => clock.skip(5),
        metrics: () => {
          throw new CaseFailure('not as it should be');
        },
      })),
    ]);
    const { cases } = await runBenchmarks(options, never);
    expect(cases[0]).toMatchObject({ status: 'failed', error: 'not as it should be' });
    expect(cases[0]?.samples).toBeGreaterThanOrEqual(299);
  });

  it('fails a case whose timings are no times', async () => {
    const { options } = setUp(() => [experiment('odd', async () => ({ timingsNs: [1, Number.NaN] }))]);
    const { cases } = await runBenchmarks(options, never);
    expect(cases[0]).toMatchObject({ status: 'failed', error: 'Timing 1 of the case is NaN, which is no time.' });
  });

  it('disposes what a case prepared, once, also when a call throws', async () => {
    const { options, log } = setUp(() => [
      measured('broken', () => ({
        call: 'sync',
        run: () => {
          throw new Error('no');
        },
        dispose: () => void log.push('disposed'),
      })),
    ]);
    await runBenchmarks(options, never);
    expect(log).toEqual(['disposed']);
  });

  it('fails a case whose floor could not be measured, and keeps its times', async () => {
    const { options } = setUp((clock) => [measured('slow', () => ({ call: 'sync', run: () => clock.skip(25) }))]);
    const broken: Floor<Shared> = {
      ...floorTaking(new FakeClock(), 1),
      kind: 'measured',
      prepare: () => Promise.reject(new Error('no timer here')),
    };
    const told: string[] = [];
    const onResult = ({ id, status }: CaseResult): void => void told.push(`${id} ${status}`);
    const { cases } = await runBenchmarks({ ...options, floors: [broken], onResult }, never);
    expect(told).toEqual(['floor/step failed', 'a/slow failed']);
    expect(cases[0]).toMatchObject({ status: 'failed', error: 'Its floor floor/step failed: no timer here' });
    expect(cases[0]?.p50).toBeCloseTo(25e6, 0);
  });

  it('gives cases the shared fixtures and ends them after the last', async () => {
    const seen: string[] = [];
    const { options, log } = setUp(() => [
      experiment('first', async (context) => {
        seen.push(await context.fixture('server'));
        return { timingsNs: [1] };
      }),
      experiment('second', async (context) => {
        seen.push(`${await context.fixture('server')}, ${log.length} ended`);
        return { timingsNs: [1] };
      }),
    ]);
    await runBenchmarks(options, never);
    expect(seen).toEqual(['a server', 'a server, 0 ended']);
    expect(log).toEqual(['server ended']);
  });

  it('fails the cases that need a fixture which cannot be made, and no other', async () => {
    const { options } = setUp(
      () => [
        experiment('needy', async (context) => ({ timingsNs: [(await context.fixture('server')).length] })),
        experiment('free', async () => ({ timingsNs: [1] })),
      ],
      { fixtures: { server: () => Promise.reject(new Error('no port is free')) } },
    );
    const { cases } = await runBenchmarks(options, never);
    expect(cases.map((one) => [one.status, one.error])).toEqual([
      ['failed', 'no port is free'],
      ['ok', undefined],
    ]);
  });

  it('tells its progress before each floor and case and at the end', async () => {
    const progress: string[] = [];
    const { options } = setUp(() => [experiment('once', async () => ({ timingsNs: [1] }))], {
      onProgress: ({ done, total, id }) => progress.push(`${done}/${total} ${id}`),
    });
    await runBenchmarks(options, never);
    expect(progress).toEqual(['0/2 floor/step', '1/2 a/once', '2/2 a/once']);
  });

  it('gives side measurements to a case', async () => {
    const { options } = setUp((clock) => [
      experiment('pair', async ({ measure }) => {
        const { samplesNs } = await measure({ call: 'sync', run: () => clock.skip(3) });
        return { timingsNs: samplesNs };
      }),
    ]);
    const { cases } = await runBenchmarks(options, never);
    expect(cases[0]?.samples).toBe(299);
    expect(cases[0]?.p50).toBeCloseTo(3e6, 0);
  });

  it('takes six samples of a slow case in quick mode and names no p95', async () => {
    const { options } = setUp((clock) => [measured('slow', () => ({ call: 'sync', run: () => clock.skip(200) }))], {
      mode: 'quick',
    });
    const { cases } = await runBenchmarks(options, never);
    expect(cases[0]).toMatchObject({ samples: 6, p95: null, p99: null });
    expect(cases[0]?.p50).toBeCloseTo(200e6, 0);
  });

  it('stops a case that does not end, and goes on with the next', async () => {
    const { clock, options } = setUp(() => [
      experiment('stuck', () => new Promise(() => {})),
      experiment('sound', async () => ({ timingsNs: [1] })),
    ]);
    const running = runBenchmarks(options, never);
    await clock.advance(200_000);
    const { cases } = await running;
    expect(cases[0]).toMatchObject({ status: 'failed', error: 'The case did not end within 150 s and was stopped.' });
    expect(cases[1]?.status).toBe('ok');
    expect(clock.pendingTimers).toBe(0);
  });

  it('rejects with the reason of a cancel in the middle of a case, with fixtures ended and no timer left', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled by the user');
    const started: string[] = [];
    const { clock, options, log } = setUp(() => [
      experiment('long', async ({ fixture, signal }) => {
        started.push(await fixture('server'));
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }),
      experiment('later', async () => {
        started.push('later');
        return { timingsNs: [1] };
      }),
    ]);
    const running = runBenchmarks(options, controller.signal);
    await clock.advance(1);
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(started).toEqual(['a server']);
    expect(log).toEqual(['server ended']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('waits a moment, and no longer, for a case that ignores the cancel', async () => {
    const controller = new AbortController();
    const { clock, options, log } = setUp(() => [
      experiment('deaf', async ({ fixture }) => {
        await fixture('server');
        return new Promise(() => {});
      }),
    ]);
    const running = runBenchmarks(options, controller.signal);
    const settled: string[] = [];
    running.catch(() => settled.push('rejected'));
    await clock.advance(1);
    controller.abort();
    await clock.advance(300);
    expect(settled).toEqual([]);
    await clock.advance(200);
    expect(settled).toEqual(['rejected']);
    expect(log).toEqual(['server ended']);
  });

  it('does not begin when it is cancelled already', async () => {
    const { options } = setUp(() => []);
    await expect(runBenchmarks(options, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says when it ran, how long, in which mode and with which seed', async () => {
    const { options } = setUp(() => [experiment('once', async () => ({ timingsNs: [1] }))]);
    const report = await runBenchmarks(options, never);
    expect(report).toMatchObject({
      schemaVersion: 1,
      mode: 'full',
      seed: 7,
      environment: options.environment,
      model: options.model,
    });
    expect(report.startedAt).toBe('2023-11-14T22:13:21.000Z');
    expect(report.durationMs).toBeGreaterThanOrEqual(2_990);
  });
});
