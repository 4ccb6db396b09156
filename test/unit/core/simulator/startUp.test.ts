import { describe, expect, it } from 'vitest';
import { StartUp } from '../../../../src/core/simulator/startUp.ts';

describe('start-up', () => {
  it('is under way from its beginning for as long as it takes', () => {
    const startUp = new StartUp();
    expect(startUp.isUnderWay(0)).toBe(false);
    expect(startUp.begin(10, 5)).toBe(true);
    expect([10, 14.9, 15, 1e9].map((nowMs) => startUp.isUnderWay(nowMs))).toEqual([true, true, false, false]);
  });

  it('happens once', () => {
    const startUp = new StartUp();
    startUp.begin(10, 5);
    expect(startUp.begin(12, 50)).toBe(false);
    expect(startUp.begin(100, 50)).toBe(false);
    expect(startUp.isUnderWay(101)).toBe(false);
  });

  it('refuses the request that begins it even if it takes no time', () => {
    const startUp = new StartUp();
    expect(startUp.begin(10, 0)).toBe(true);
    expect(startUp.isUnderWay(10)).toBe(false);
  });
});
