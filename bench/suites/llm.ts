import type { BenchCase } from '../../src/core/bench/benchCase.ts';
import type { BenchFixtures } from '../support/fixtures.ts';
import { circuitBreakerStateCheck } from './llm/breakerCheck.ts';
import { cacheHitLatency } from './llm/cacheHit.ts';
import { cacheMissLatencies } from './llm/cacheMiss.ts';
import { endToEndPlanGeneration } from './llm/endToEnd.ts';
import { promptNormalization } from './llm/promptNormalization.ts';
import { retryBackoffCalculation } from './llm/retryBackoff.ts';
import { telemetryRecordRequest } from './llm/telemetryRecord.ts';

/** Suite `llm`: what a request costs. */
export function llmSuite(): readonly BenchCase<BenchFixtures>[] {
  return [
    cacheHitLatency(),
    ...cacheMissLatencies(),
    promptNormalization(),
    telemetryRecordRequest(),
    retryBackoffCalculation(),
    circuitBreakerStateCheck(),
    ...endToEndPlanGeneration(),
  ];
}
