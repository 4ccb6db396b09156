import { seededRandom } from '../../src/core/base/random.ts';
import { type BackoffSettings, backoffMs } from '../../src/core/resilience/backoff.ts';
import { defaultSettings } from '../../src/core/settings/settings.ts';

export const attempts = 5;

/** The product's default waits. */
export function defaultBackoff(): BackoffSettings {
  const settings = defaultSettings();
  return {
    initialMs: settings['planscope.retry.initialMs'],
    maxMs: settings['planscope.retry.maxMs'],
    jitter: settings['planscope.retry.jitter'],
  };
}

/** A function that calculates the waits before five retries and returns their sum, milliseconds. */
export function fiveDelays(settings: BackoffSettings, seed: number): () => number {
  const random = seededRandom(seed);
  return () => {
    let sumMs = 0;
    for (let retry = 1; retry <= attempts; retry++) sumMs += backoffMs(retry, settings, random);
    return sumMs;
  };
}
