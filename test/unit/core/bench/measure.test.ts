import { describe, expect, it } from 'vitest';
import { budgetFor } from '../../../../src/core/bench/budget.ts';
import { measure } from '../../../../src/core/bench/measure.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const full = budgetFor('full');
const idle = new AbortController().signal;

function setUp(): { clock: FakeClock; turns: () => number; ports: { clock: FakeClock; turn: () => Promise<void> } } {
  const clock = new FakeClock();
  let turns = 0;
  return { clock, turns: () => turns, ports: { clock, turn: async () => void turns++ } };
}

describe('measuring', () => {
  it('times each call on its own when a call takes 1 µs or more', async () => {
    const { clock, ports } = setUp();
    const { samplesNs, batch } = await measure({ call: 'sync', run: () => clock.skip(0.25) }, full, ports, idle);
    expect(batch).toBe(1);
    expect(samplesNs[0]).toBeCloseTo(250_000, 3);
    expect(samplesNs.at(-1)).toBeCloseTo(250_000, 3);
  });

  it('batches calls below 1 µs to samples of 50 µs and gives the time of one call', async () => {
    const { clock, ports } = setUp();
    const { samplesNs, batch } = await measure({ call: 'sync', run: () => clock.skip(0.000_1) }, full, ports, idle);
    expect(batch).toBeCloseTo(500, -1);
    expect(samplesNs[0]).toBeCloseTo(100, 1);
  });

  it('measures again in batches when calls became shorter than the timer after the pilot', async () => {
    const { clock, ports } = setUp();
    let calls = 0;
    const run = (): void => clock.skip(++calls < 30_000 ? 0.01 : 0.000_1);
    const { samplesNs, batch } = await measure({ call: 'sync', run }, full, ports, idle);
    expect(batch).toBeCloseTo(500, -1);
    expect(samplesNs.at(-1)).toBeCloseTo(100, 1);
  });

  it('keeps to a given batch', async () => {
    const { clock, ports } = setUp();
    let calls = 0;
    const run = (): void => {
      calls++;
      clock.skip(1);
    };
    const { samplesNs, batch } = await measure({ call: 'sync', batch: 7, run }, full, ports, idle);
    expect(batch).toBe(7);
    expect(samplesNs[0]).toBeCloseTo(1e6, 3);
    expect(calls % 7).toBe(0);
  });

  it('times asynchronous calls from the call to the settled promise', async () => {
    const { clock, ports } = setUp();
    const run = async (): Promise<void> => {
      clock.skip(1);
      await Promise.resolve();
      clock.skip(2);
    };
    const { samplesNs } = await measure({ call: 'async', run }, full, ports, idle);
    expect(samplesNs[0]).toBeCloseTo(3e6, 3);
  });

  it('takes at least 299 samples of a slow call, however long that takes', async () => {
    const { clock, ports } = setUp();
    const { samplesNs } = await measure({ call: 'async', run: async () => clock.skip(200) }, full, ports, idle);
    expect(samplesNs).toHaveLength(299);
  });

  it('warms up to the end where the calls are steady, and takes its samples then', async () => {
    const { clock, ports } = setUp();
    const share = budgetFor('full', 5);
    const { samplesNs, ended } = await measure({ call: 'async', run: async () => clock.skip(1) }, share, ports, idle);
    expect(ended).toBe('narrow');
    expect(samplesNs.length).toBeGreaterThanOrEqual(share.minSamples);
    expect(samplesNs.length).toBeLessThanOrEqual(2 * share.minSamples);
  });

  it('stops at the cap, with the samples it has', async () => {
    const { clock, ports } = setUp();
    const { samplesNs } = await measure({ call: 'async', run: async () => clock.skip(1_000) }, full, ports, idle);
    expect(samplesNs.length).toBeGreaterThan(80);
    expect(samplesNs.length).toBeLessThan(92);
  });

  it('bounds the samples of a fast call', async () => {
    const { clock, ports } = setUp();
    const { samplesNs } = await measure({ call: 'sync', run: () => clock.skip(0.002) }, full, ports, idle);
    expect(samplesNs.length).toBeLessThanOrEqual(full.maxSamples);
    expect(samplesNs.length).toBeGreaterThan(full.maxSamples - 3);
  });

  it('bounds the samples of a call that the timer cannot see', async () => {
    const { ports } = setUp();
    const { samplesNs } = await measure({ call: 'sync', batch: 1, run: () => {} }, full, ports, idle);
    expect(samplesNs.length).toBeLessThanOrEqual(full.maxSamples);
    expect(samplesNs.length).toBeGreaterThan(full.maxSamples - 3);
  });

  it('counts what happens before each sample against the time, but not in the sample', async () => {
    const { clock, ports } = setUp();
    const { samplesNs, batch } = await measure(
      { call: 'sync', run: () => clock.skip(0.000_5), beforeEach: () => clock.skip(10) },
      full,
      ports,
      idle,
    );
    expect(batch).toBe(1);
    expect(samplesNs).toHaveLength(299);
    expect(samplesNs[0]).toBeCloseTo(500, 1);
  });

  it('lets the event loop turn every 50 ms, so that a cancel can arrive', async () => {
    const { clock, ports, turns } = setUp();
    const startMs = clock.nowMs();
    await measure({ call: 'sync', batch: 1, run: () => clock.skip(0.5) }, full, ports, idle);
    expect(turns()).toBeGreaterThanOrEqual(Math.floor((clock.nowMs() - startMs) / 51));
  });

  it('lets the event loop turn while it finds out how long a call takes', async () => {
    const { clock, ports, turns } = setUp();
    const controller = new AbortController();
    const turn = async (): Promise<void> => {
      await ports.turn();
      controller.abort(new Error('cancelled meanwhile'));
    };
    const startMs = clock.nowMs();
    const running = measure({ call: 'sync', run: () => clock.skip(0.5) }, full, { clock, turn }, controller.signal);
    await expect(running).rejects.toThrow('cancelled meanwhile');
    expect(turns()).toBe(1);
    expect(clock.nowMs() - startMs).toBeLessThan(full.warmupMs);
  });

  it('rejects with what a call throws', async () => {
    const { clock, ports } = setUp();
    const failure = new Error('the model is gone');
    let calls = 0;
    const run = async (): Promise<void> => {
      clock.skip(50);
      if (++calls === 40) throw failure;
    };
    await expect(measure({ call: 'async', run }, full, ports, idle)).rejects.toBe(failure);
  });

  it('rejects with the reason of a cancel in the middle of its samples', async () => {
    const { clock, ports } = setUp();
    const controller = new AbortController();
    const reason = new Error('stopped by the user');
    let calls = 0;
    const run = (): void => {
      clock.skip(5);
      if (++calls === 200) controller.abort(reason);
    };
    await expect(measure({ call: 'sync', run }, full, ports, controller.signal)).rejects.toBe(reason);
    expect(calls).toBe(200);
  });

  it('rejects at once when a call is under way at the cancel and never ends', async () => {
    const { ports } = setUp();
    const controller = new AbortController();
    const running = measure({ call: 'async', run: () => new Promise(() => {}) }, full, ports, controller.signal);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the end of measuring', () => {
  /** A time that swings by `percent` from sample to sample. */
  const swinging = (clock: FakeClock, percent: number): (() => void) => {
    let at = 0;
    return () => clock.skip(0.25 * (1 + (percent / 100) * Math.sin(at++ * 2.399)));
  };

  it('comes early where the median is known to 1 %, but not before its least time', async () => {
    const { clock, ports } = setUp();
    const startMs = clock.nowMs();
    const { ended, samplesNs } = await measure({ call: 'sync', run: swinging(clock, 2) }, full, ports, idle);
    expect(ended).toBe('narrow');
    expect(samplesNs.length * 0.25).toBeGreaterThanOrEqual(full.leastMs * 0.98);
    expect(clock.nowMs() - startMs).toBeLessThan(full.timeMs);
  });

  it('comes with the time where the median is not known well', async () => {
    const { clock, ports } = setUp();
    let at = 0;
    const run = (): void => clock.skip(++at % 1_000 < 500 ? 0.2 : 0.3);
    const { ended, samplesNs } = await measure({ call: 'sync', run }, full, ports, idle);
    expect(ended).toBe('limit');
    expect(samplesNs.length * 0.25).toBeGreaterThan(full.timeMs * 0.9);
  });

  it('leaves the samples in stretches, without those that warmed up', async () => {
    const { clock, ports } = setUp();
    const { blocks, samplesNs } = await measure({ call: 'sync', run: swinging(clock, 2) }, full, ports, idle);
    expect(blocks).toHaveLength(24);
    expect(blocks.reduce((sum, { count }) => sum + count, 0)).toBe(samplesNs.length);
    expect(Math.min(...samplesNs)).toBeGreaterThan(0.24e6);
  });
});
