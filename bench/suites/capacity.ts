import type { BenchCase } from '../../src/core/bench/benchCase.ts';
import type { RecordedTraffic } from '../../src/core/telemetry/traffic.ts';
import type { BenchFixtures } from '../support/fixtures.ts';
import { capacityCase } from './capacity/capacityCase.ts';
import { recordedTraffic } from './capacity/recorded.ts';
import { capacityWorkloads } from './capacity/workloads.ts';

/** Suite `capacity`: how large a cache should be, by workload, and for recorded traffic where there is any. */
export function capacitySuite(traffic?: RecordedTraffic): readonly BenchCase<BenchFixtures>[] {
  return [...capacityWorkloads, ...(traffic === undefined ? [] : [recordedTraffic(traffic)])].map(capacityCase);
}
