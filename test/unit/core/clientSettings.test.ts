import { describe, expect, it } from 'vitest';
import {
  breakerSettings,
  cacheLimits,
  deadlineSettings,
  plannerSettings,
  promptParameters,
  storeLimits,
} from '../../../src/core/clientSettings.ts';
import { defaultSettings, type Settings } from '../../../src/core/settings/settings.ts';

const withChanges = (changes: Partial<Settings>): Settings => ({ ...defaultSettings(), ...changes });

describe('the parts of the settings', () => {
  it('give the breaker no window while no rate opens it', () => {
    const settings = breakerSettings(withChanges({ 'planscope.breaker.trialSuccesses': 3 }));
    expect(settings).toEqual({ failureThreshold: 5, recoveryMs: 30_000, trialSuccesses: 3, maxConcurrentTrials: 1 });
  });

  it.each([
    ['calls', { type: 'calls', calls: 20 }],
    ['time', { type: 'time', durationMs: 300_000 }],
  ] as const)('give the breaker a window of %s once a rate is set', (window, shape) => {
    for (const rate of ['planscope.breaker.failureRate', 'planscope.breaker.slowCallRate'] as const) {
      const settings = breakerSettings(withChanges({ 'planscope.breaker.window': window, [rate]: 0.5 }));
      expect(settings.window).toMatchObject({ ...shape, minimumCalls: 4, slowCallMs: 60_000 });
      expect(settings.window?.failureRate).toBe(rate === 'planscope.breaker.failureRate' ? 0.5 : 0);
      expect(settings.window?.slowCallRate).toBe(rate === 'planscope.breaker.slowCallRate' ? 0.5 : 0);
    }
  });

  it('give the store four times as much room as the memory, and every age that a setting allows', () => {
    const short = withChanges({
      'planscope.cache.maxEntries': 11,
      'planscope.cache.maxBytes': 12,
      'planscope.cache.ttlMs': 1_000,
    });
    expect(storeLimits(short)).toEqual({ maxEntries: 44, maxBytes: 48, ttlMs: 7 * 86_400_000 });
  });

  it('are each taken from the setting of their name', () => {
    const settings = withChanges({
      'planscope.cache.maxEntries': 11,
      'planscope.cache.maxBytes': 12,
      'planscope.cache.ttlMs': 13,
      'planscope.deadlines.connectMs': 21,
      'planscope.deadlines.firstByteMs': 22,
      'planscope.deadlines.silenceMs': 23,
      'planscope.deadlines.totalMs': 24,
      'planscope.model.temperature': 0.5,
      'planscope.model.maxOutputTokens': 31,
      'planscope.model.contextTokens': 32,
      'planscope.model.structuredOutput': 'json',
      'planscope.cache.enabled': false,
      'planscope.cache.nearMatch': 'shadow',
      'planscope.cache.nearMatchSimilarity': 0.7,
      'planscope.retry.maxRetries': 41,
      'planscope.retry.initialMs': 42,
      'planscope.retry.maxMs': 43,
      'planscope.retry.jitter': 0.44,
    });
    expect(cacheLimits(settings)).toEqual({ maxEntries: 11, maxBytes: 12, ttlMs: 13 });
    const deadlines = { connectMs: 21, firstByteMs: 22, silenceMs: 23, totalMs: 24 };
    expect(deadlineSettings(settings)).toEqual(deadlines);
    const parameters = { temperature: 0.5, maxOutputTokens: 31, contextTokens: 32 };
    expect(promptParameters(settings)).toEqual(parameters);
    expect(plannerSettings(settings)).toEqual({
      ...parameters,
      structuredOutput: 'json',
      cacheEnabled: false,
      nearMatch: 'shadow',
      nearMatchSimilarity: 0.7,
      retry: { maxRetries: 41, initialMs: 42, maxMs: 43, jitter: 0.44 },
      deadlines,
    });
  });
});
