import type { CacheLimits } from './cache/promptCache.ts';
import type { PlannerSettings } from './plannerOptions.ts';
import type { PromptParameters } from './prompt/promptLibrary.ts';
import type { BreakerSettings } from './resilience/breaker.ts';
import type { DeadlineSettings } from './resilience/deadlines.ts';
import { SETTINGS, type Settings } from './settings/settings.ts';

/** The cache's part of the settings. */
export function cacheLimits(settings: Settings): CacheLimits {
  return {
    maxEntries: settings['planscope.cache.maxEntries'],
    maxBytes: settings['planscope.cache.maxBytes'],
    ttlMs: settings['planscope.cache.ttlMs'],
  };
}

/** How many times as much as in memory is kept on disk, where room is cheap. */
const DISK_FACTOR = 4;

/**
 * What a store behind the cache may hold. Its entries live as long as any setting allows: how old one may be when it is
 * served is up to the cache, whose settings change while the store is open.
 */
export function storeLimits(settings: Settings): CacheLimits {
  const { maxEntries, maxBytes } = cacheLimits(settings);
  return {
    maxEntries: DISK_FACTOR * maxEntries,
    maxBytes: DISK_FACTOR * maxBytes,
    ttlMs: SETTINGS['planscope.cache.ttlMs'].max,
  };
}

/** The breakers' part. */
export function breakerSettings(settings: Settings): BreakerSettings {
  const common = {
    failureThreshold: settings['planscope.breaker.failureThreshold'],
    recoveryMs: settings['planscope.breaker.recoveryMs'],
    trialSuccesses: settings['planscope.breaker.trialSuccesses'],
    maxConcurrentTrials: settings['planscope.breaker.maxConcurrentTrials'],
  };
  const failureRate = settings['planscope.breaker.failureRate'];
  const slowCallRate = settings['planscope.breaker.slowCallRate'];
  if (failureRate === 0 && slowCallRate === 0) return common;
  return {
    ...common,
    window: {
      ...(settings['planscope.breaker.window'] === 'calls'
        ? { type: 'calls', calls: settings['planscope.breaker.windowCalls'] }
        : { type: 'time', durationMs: settings['planscope.breaker.windowMs'] }),
      minimumCalls: settings['planscope.breaker.minimumCalls'],
      failureRate,
      slowCallRate,
      slowCallMs: settings['planscope.breaker.slowCallMs'],
    },
  };
}

/** The limits of time. */
export function deadlineSettings(settings: Settings): DeadlineSettings {
  return {
    connectMs: settings['planscope.deadlines.connectMs'],
    firstByteMs: settings['planscope.deadlines.firstByteMs'],
    silenceMs: settings['planscope.deadlines.silenceMs'],
    totalMs: settings['planscope.deadlines.totalMs'],
  };
}

/** What every prompt has in common. */
export function promptParameters(settings: Settings): PromptParameters {
  return {
    temperature: settings['planscope.model.temperature'],
    maxOutputTokens: settings['planscope.model.maxOutputTokens'],
    contextTokens: settings['planscope.model.contextTokens'],
  };
}

/** The planner's part. */
export function plannerSettings(settings: Settings): PlannerSettings {
  return {
    ...promptParameters(settings),
    structuredOutput: settings['planscope.model.structuredOutput'],
    cacheEnabled: settings['planscope.cache.enabled'],
    nearMatch: settings['planscope.cache.nearMatch'],
    nearMatchSimilarity: settings['planscope.cache.nearMatchSimilarity'],
    retry: {
      maxRetries: settings['planscope.retry.maxRetries'],
      initialMs: settings['planscope.retry.initialMs'],
      maxMs: settings['planscope.retry.maxMs'],
      jitter: settings['planscope.retry.jitter'],
    },
    deadlines: deadlineSettings(settings),
  };
}
