import { describe, expect, it } from 'vitest';
import { scaledSettings, TIME_SCALE } from '../../../../../bench/suites/chaos/scale.ts';
import { PRESENT, settingsRows } from '../../../../../bench/suites/chaos/settingsRows.ts';
import { outages, randomFailures, slowFailures } from '../../../../../bench/suites/chaos/situations.ts';
import { defaultSettings, SETTINGS } from '../../../../../src/core/settings/settings.ts';
import { FaultDealer } from '../../../../../src/core/simulator/faultDealer.ts';

describe('the settings that are tried', () => {
  it('begin with the product’s defaults, in both modes', () => {
    for (const mode of ['quick', 'full'] as const) {
      expect(settingsRows(mode)[PRESENT]).toEqual({ label: 'default settings', changes: {} });
      expect(settingsRows(mode).length).toBeGreaterThan(1);
    }
  });

  it('are all different, and each within the range that a user may set', () => {
    const rows = settingsRows('full');
    expect(new Set(rows.map(({ label }) => label)).size).toBe(rows.length);
    for (const { changes } of rows) {
      for (const [key, value] of Object.entries(changes)) {
        const setting = Object.entries(SETTINGS).find(([name]) => name === key)?.[1];
        if (setting === undefined || !('min' in setting)) throw new Error(`${key} has no range.`);
        expect(value).toBeGreaterThanOrEqual(setting.min);
        expect(value).toBeLessThanOrEqual(setting.max);
        expect(value).not.toBe(setting.default);
      }
    }
  });

  it('have their waits divided by one scale, but for the limit to connect, and nothing else touched', () => {
    const defaults = Object.entries(defaultSettings());
    const scaled = Object.entries(scaledSettings({ 'planscope.breaker.failureThreshold': 3 }));
    const changed = scaled.filter(([key, value]) => defaults.find(([name]) => name === key)?.[1] !== value);
    expect(changed.map(([key]) => key).sort()).toEqual([
      'planscope.breaker.failureThreshold',
      'planscope.breaker.recoveryMs',
      'planscope.breaker.slowCallMs',
      'planscope.breaker.windowMs',
      'planscope.deadlines.firstByteMs',
      'planscope.deadlines.silenceMs',
      'planscope.deadlines.totalMs',
      'planscope.retry.initialMs',
      'planscope.retry.maxMs',
    ]);
    expect(scaledSettings({})['planscope.breaker.recoveryMs']).toBe(30_000 / TIME_SCALE);
  });
});

describe('the situations', () => {
  it('have faults that the simulator can do', () => {
    for (const situation of [randomFailures, outages, slowFailures]) {
      for (const { faults } of situation.phases(0)) expect(() => new FaultDealer(faults, 1)).not.toThrow();
    }
  });

  it('last as long for each seed, with outages of other lengths', () => {
    const lengths = [0, 1, 2, 3, 4, 5].map((block) => outages.phases(block));
    const totals = lengths.map((phases) => phases.reduce((sum, { durationMs }) => sum + durationMs, 0));
    expect(new Set(totals).size).toBe(1);
    expect(new Set(lengths.map((phases) => phases[1]?.durationMs)).size).toBe(6);
  });
});
