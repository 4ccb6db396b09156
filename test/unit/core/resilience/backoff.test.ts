import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/base/random.ts';
import { backoffMs } from '../../../../src/core/resilience/backoff.ts';

const settings = { initialMs: 50, maxMs: 500, jitter: 0 };
const fixed = (number: number) => ({ next: () => number });

describe('the back-off', () => {
  it('doubles from 50 ms up to its cap of 500 ms', () => {
    const delays = [1, 2, 3, 4, 5, 6].map((retry) => backoffMs(retry, settings, seededRandom(1)));
    expect(delays).toEqual([50, 100, 200, 400, 500, 500]);
  });

  it('is varied by a quarter, down and up', () => {
    const varied = { ...settings, jitter: 0.25 };
    expect(backoffMs(2, varied, fixed(0))).toBe(75);
    expect(backoffMs(2, varied, fixed(0.5))).toBe(100);
    expect(backoffMs(2, varied, fixed(1 - 2 ** -53))).toBeCloseTo(125, 9);
  });

  it('never passes its cap, jitter included', () => {
    expect(backoffMs(5, { ...settings, jitter: 0.25 }, fixed(0.999))).toBe(500);
    expect(backoffMs(5, { ...settings, jitter: 0.25 }, fixed(0))).toBe(375);
  });

  it('stays finite after a thousand retries', () => {
    expect(backoffMs(1_000, settings, seededRandom(1))).toBe(500);
    expect(backoffMs(1_000, { ...settings, initialMs: 0 }, seededRandom(1))).toBe(0);
  });

  it('varies both ways, evenly', () => {
    const random = seededRandom(11);
    const delays = Array.from({ length: 4_000 }, () => backoffMs(1, { ...settings, jitter: 0.25 }, random));
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    expect(Math.abs(mean - 50)).toBeLessThan(0.5);
    expect(Math.min(...delays)).toBeLessThan(37.6);
    expect(Math.max(...delays)).toBeGreaterThan(62.4);
  });

  it('lies within its jitter and its cap for all settings', () => {
    const anySettings = fc.record({
      initialMs: fc.integer({ min: 0, max: 60_000 }),
      maxMs: fc.integer({ min: 0, max: 600_000 }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(anySettings, fc.integer({ min: 1, max: 1_000 }), fc.integer(), (any, retry, seed) => {
        const delay = backoffMs(retry, any, seededRandom(seed));
        const plain = Math.min(any.initialMs * 2 ** (retry - 1), any.maxMs);
        expect(delay).toBeGreaterThanOrEqual(plain * (1 - any.jitter) - 1e-6);
        expect(delay).toBeLessThanOrEqual(Math.min(any.maxMs, plain * (1 + any.jitter) + 1e-6));
      }),
    );
  });
});
