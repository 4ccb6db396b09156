import { describe, expect, it } from 'vitest';
import { randomInt, seededRandom } from '../../../../src/core/base/random.ts';
import { FrequencySketch } from '../../../../src/core/cache/frequencySketch.ts';
import { digest } from '../../../support/digests.ts';

/** Counts accesses of nothing in particular until `era`; returns how many that took. */
function ticksToEra(sketch: FrequencySketch, era: number): number {
  let ticks = 0;
  for (; sketch.era < era; ticks++) {
    if (ticks > 100_000) throw new Error(`After ${ticks} accesses the sketch is still in era ${sketch.era}.`);
    sketch.tick();
  }
  return ticks;
}

describe('a frequency sketch', () => {
  it('knows nothing of a key that was never added', () => {
    expect(new FrequencySketch(100).estimate(digest('a'))).toBe(0);
  });

  it.each([1, 2, 3])(
    'never underestimates before its counts are halved, and seldom overestimates (seed %i)',
    (seed) => {
      const sketch = new FrequencySketch(100);
      const random = seededRandom(seed);
      const counts = new Map<string, number>();
      for (let i = 0; i < 999; i++) {
        const key = digest(randomInt(random, 300));
        sketch.add(key);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      expect(sketch.era).toBe(0);
      let tooHigh = 0;
      for (const [key, count] of counts) {
        expect(sketch.estimate(key)).toBeGreaterThanOrEqual(count);
        if (sketch.estimate(key) > count) tooHigh++;
      }
      expect(tooHigh / counts.size).toBeLessThan(0.05);
    },
  );

  it('halves its counts after some accesses for each place, wherever they were recorded', () => {
    const sketch = new FrequencySketch(100);
    for (let i = 0; i < 40; i++) sketch.add(digest('a'));
    expect([sketch.estimate(digest('a')), sketch.era]).toEqual([40, 0]);
    expect(ticksToEra(sketch, 1)).toBeGreaterThanOrEqual(900);
    expect(sketch.estimate(digest('a'))).toBe(20);
  });

  it('fades to nothing when a key is asked for no more', () => {
    const sketch = new FrequencySketch(64);
    for (let i = 0; i < 200; i++) sketch.add(digest('a'));
    ticksToEra(sketch, 8);
    expect(sketch.estimate(digest('a'))).toBe(0);
  });

  it('stops counting at 255', () => {
    const sketch = new FrequencySketch(1_000);
    for (let i = 0; i < 400; i++) sketch.add(digest('a'));
    expect(sketch.estimate(digest('a'))).toBe(255);
    sketch.raise(digest('b'), 4_000);
    expect(sketch.estimate(digest('b'))).toBe(255);
  });

  it('is raised to a count, never lowered by it', () => {
    const sketch = new FrequencySketch(100);
    sketch.raise(digest('a'), 9);
    expect(sketch.estimate(digest('a'))).toBe(9);
    sketch.raise(digest('a'), 3);
    expect(sketch.estimate(digest('a'))).toBe(9);
  });
});
