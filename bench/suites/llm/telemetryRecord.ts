import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { Telemetry } from '../../../src/core/telemetry/telemetry.ts';
import { floorIds } from '../../floors.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { cycle } from '../../support/scenarios.ts';

/** Milliseconds, as cache hits take them. */
const DURATIONS_MS = Array.from({ length: 64 }, (_, i) => 0.004 + i / 10_000);
const TOKENS = 3_000;

export function telemetryRecordRequest(): BenchCase<BenchFixtures> {
  return {
    id: 'llm/telemetry_record_request',
    suite: 'llm',
    floor: floorIds.emptyCall,
    note: 'Recording one request: three counters and one histogram value.',
    kind: 'measured',
    prepare() {
      const telemetry = new Telemetry();
      const nextMs = cycle(DURATIONS_MS);
      return {
        call: 'sync',
        run: () => telemetry.recordRequest('cache', nextMs(), TOKENS),
        metrics: () => {
          const { requests, cacheHits } = telemetry.counters();
          const { count } = telemetry.latency('cache');
          assertCase(
            requests === cacheHits && requests === count && telemetry.tokens === requests * TOKENS,
            () =>
              `${requests} requests were recorded as ${cacheHits} hits, ${count} times, ${telemetry.tokens} tokens.`,
          );
          return { recorded: requests };
        },
      };
    },
  };
}
