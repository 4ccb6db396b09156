import type { Clock } from '../../src/core/base/clock.ts';
import { CaseFailure } from '../../src/core/bench/benchCase.ts';
import type { CacheWorth } from '../../src/core/cache/entryStore.ts';
import { PromptCache } from '../../src/core/cache/promptCache.ts';
import type { PromptKey } from '../../src/core/prompt/key.ts';
import { PromptLibrary } from '../../src/core/prompt/promptLibrary.ts';
import { ScenarioKeyer } from '../../src/core/prompt/scenarioKey.ts';
import { defaultSettings } from '../../src/core/settings/settings.ts';
import { simulatorModelName } from '../../src/core/simulator/models.ts';
import { defaultRegistry } from '../../src/core/world/defaultRegistry.ts';
import type { Scenario } from '../../src/core/world/scenario.ts';

/** A plan of usual size and what it saves; the figures do not bear on what is measured. */
export const worth: CacheWorth = { bytes: 1_000, savedMs: 50, savedTokens: 3_000 };

/** The product's prompt cache, bounded by its entries alone. */
export function makeCache<V>(
  clock: Clock,
  maxEntries: number,
  options: { readonly ttlMs?: number; readonly expiryResolutionMs?: number } = {},
): PromptCache<V> {
  const settings = defaultSettings();
  return new PromptCache<V>({
    clock,
    maxEntries,
    maxBytes: maxEntries * worth.bytes * 2,
    ttlMs: settings['planscope.cache.ttlMs'],
    ...options,
  });
}

/** The product's key of a scenario, for the simulator as the model. */
export function makeKeyOf(): (scenario: Scenario) => PromptKey {
  const settings = defaultSettings();
  const library = new PromptLibrary({
    temperature: settings['planscope.model.temperature'],
    maxOutputTokens: settings['planscope.model.maxOutputTokens'],
    contextTokens: settings['planscope.model.contextTokens'],
  });
  const { digests } = library.prompt(defaultRegistry, simulatorModelName);
  const keyer = new ScenarioKeyer();
  return (scenario) => keyer.keyOf(digests.simulator, scenario);
}

/** What a trace of requests did to a cache. */
export interface Replay {
  readonly timingsNs: readonly number[];
  readonly hits: number;
}

/**
 * Sends each request through key and cache, filling the cache on a miss. `answer` is what the model would give; a
 * hit with another answer fails the case, since a wrong plan is worse than none.
 */
export function replay<R, V>(
  options: {
    readonly clock: Clock;
    readonly cache: PromptCache<V>;
    readonly requests: readonly R[];
    readonly keyOf: (request: R) => string;
    readonly answer: (request: R) => V;
    /** Told of each request before it is timed. */
    readonly onRequest?: (request: R) => void;
  },
  signal: AbortSignal,
): Replay {
  const { clock, cache, keyOf, answer } = options;
  const timingsNs: number[] = [];
  let hits = 0;
  for (const request of options.requests) {
    signal.throwIfAborted();
    options.onRequest?.(request);
    const right = answer(request);
    const startMs = clock.nowMs();
    const key = keyOf(request);
    const hit = cache.get(key);
    if (hit === undefined) cache.set(key, right, worth);
    timingsNs.push((clock.nowMs() - startMs) * 1e6);
    if (hit === undefined) continue;
    hits++;
    if (hit !== right)
      throw new CaseFailure(`A hit gave the answer to another question: ${String(hit)}, not ${String(right)}.`);
  }
  return { timingsNs, hits };
}
