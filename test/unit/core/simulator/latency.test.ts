import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../src/core/base/errors.ts';
import { seededRandom } from '../../../../src/core/base/random.ts';
import {
  checkLatency,
  isInstant,
  type LatencyProfile,
  loadTimeMs,
  parallelRequests,
  scheduleAnswer,
} from '../../../../src/core/simulator/latency.ts';
import { charactersPerToken } from '../../../../src/core/simulator/tokens.ts';

const profile = fc.oneof(
  fc.record({ type: fc.constant('fixed' as const), serviceTimeMs: fc.double({ min: 0, max: 1e5, noNaN: true }) }),
  fc.record({ type: fc.constant('phi3' as const), scale: fc.double({ min: 0, max: 10, noNaN: true }) }),
  fc.record({ type: fc.constant('recorded' as const), scale: fc.double({ min: 0, max: 10, noNaN: true }) }),
);
const work = fc.record({
  promptTokens: fc.nat(10_000),
  outputTokens: fc.nat(500),
  recordedMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
});

describe('answer schedule', () => {
  it('has one time per token, ascending, within prefill and total', () => {
    fc.assert(
      fc.property(profile, work, fc.integer(), (profile, work, seed) => {
        const { prefillMs, tokenMs, totalMs } = scheduleAnswer(profile, work, seededRandom(seed));
        expect(tokenMs).toHaveLength(work.outputTokens);
        const times = [0, prefillMs, ...tokenMs, totalMs];
        for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThanOrEqual(times[i - 1] ?? 0);
      }),
    );
  });

  it('takes exactly the fixed service time, however long the answer', () => {
    for (const outputTokens of [0, 1, 7, 300]) {
      const { totalMs } = scheduleAnswer(
        { type: 'fixed', serviceTimeMs: 50 },
        { promptTokens: 3_000, outputTokens, recordedMs: 0 },
        seededRandom(1),
      );
      expect(totalMs).toBe(50);
    }
  });

  it('takes the recorded time times the scale', () => {
    const recorded: LatencyProfile = { type: 'recorded', scale: 0.5 };
    const { totalMs } = scheduleAnswer(
      recorded,
      { promptTokens: 1, outputTokens: 9, recordedMs: 12_720 },
      seededRandom(1),
    );
    expect(totalMs).toBe(6_360);
  });
});

describe('profile phi3', () => {
  const phi3: LatencyProfile = { type: 'phi3', scale: 1 };
  const seconds = (promptCharacters: number, seed: number): number => {
    const promptTokens = promptCharacters / charactersPerToken;
    return scheduleAnswer(phi3, { promptTokens, outputTokens: 45, recordedMs: 0 }, seededRandom(seed)).totalMs / 1_000;
  };

  /** The spread has no bound, so what holds is said of the middle nine tenths of many seeds, always the same ones. */
  const middleOf = (promptBytes: number): { readonly low: number; readonly high: number } => {
    const times = Array.from({ length: 200 }, (_, seed) => seconds(promptBytes, seed)).sort((x, y) => x - y);
    return { low: times[10] ?? 0, high: times[189] ?? 0 };
  };

  it('takes 12 to 14 s for an 11.9 kB prompt', () => {
    const { low, high } = middleOf(11_900);
    expect(low).toBeGreaterThan(12);
    expect(high).toBeLessThan(14);
  });

  it('takes 5 to 6 s for a 1.6 kB prompt', () => {
    const { low, high } = middleOf(1_600);
    expect(low).toBeGreaterThan(5);
    expect(high).toBeLessThan(6);
  });

  it('varies with the seed, and only with it', () => {
    expect(seconds(11_900, 1)).not.toBe(seconds(11_900, 2));
    expect(seconds(11_900, 1)).toBe(seconds(11_900, 1));
  });

  it('loads, and works on one request at a time, where the others do not', () => {
    const fixed: LatencyProfile = { type: 'fixed', serviceTimeMs: 10 };
    expect(loadTimeMs(phi3)).toBeGreaterThan(0);
    expect(loadTimeMs(fixed)).toBe(0);
    expect(parallelRequests(phi3)).toBe(1);
    expect(parallelRequests(fixed)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('latency profile', () => {
  it('is instant only at 0', () => {
    expect(isInstant({ type: 'fixed', serviceTimeMs: 0 })).toBe(true);
    expect(isInstant({ type: 'fixed', serviceTimeMs: 0.1 })).toBe(false);
    expect(isInstant({ type: 'phi3', scale: 0 })).toBe(true);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a time of %s', (value) => {
    expect(() => checkLatency({ type: 'fixed', serviceTimeMs: value })).toThrow(InputError);
    expect(() => checkLatency({ type: 'phi3', scale: value })).toThrow(/scale/);
  });
});
