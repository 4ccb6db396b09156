import { hash } from 'node:crypto';
import type { RecordedTraffic } from '../../../src/core/telemetry/traffic.ts';
import { floorIds } from '../../floors.ts';
import type { CapacitySubject } from './capacityCase.ts';
import { numbered, type Trace } from './trace.ts';

/** Recorded and replayed hit ratio are further apart than that: worth a word. */
const NOTABLE = 0.01;

/** The user's own traffic, at the size that the cache had. */
export function recordedTraffic(traffic: RecordedTraffic): CapacitySubject {
  const { requests, maxEntries } = traffic;
  return {
    id: 'capacity/recorded',
    floor: floorIds.mapGet,
    note: "Recorded traffic through the cache, at the times it came: hit ratio by the cache's size, beside plain LRU and Belady's optimum. Each miss is taken to be answered.",
    title: 'recorded traffic',
    maxEntries,
    traceOf: () => traceOf(traffic),
    more: (hitRatio) => {
      const recordedHitRatio = requests.filter(({ hit }) => hit).length / requests.length;
      const percent = (recordedHitRatio * 100).toFixed(1);
      const text =
        Math.abs(recordedHitRatio - hitRatio) < NOTABLE
          ? ''
          : `When it was recorded ${percent} % were hits: plans from before, on disk or in memory, are hits there and misses here; requests that no model answered, and those that were under way twice, are misses there and hits here.`;
      return { metrics: { recordedHitRatio }, text };
    },
  };
}

function traceOf({ requests, ttlMs }: RecordedTraffic): Trace {
  // As long and as evenly spread as the keys that they are the beginning of, see `FrequencySketch`.
  const keys = requests.map(({ key }) => hash('sha256', key, 'base64'));
  let latestMs = 1;
  const timesMs = requests.map(({ atMs }) => {
    // A calendar may be set back.
    latestMs = Math.max(latestMs, atMs);
    return latestMs;
  });
  return { questions: numbered(requests.map(({ key }) => key)), timesMs, ttlMs, keyOf: (i) => keys[i] ?? '' };
}
