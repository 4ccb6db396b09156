import { type Random, seededRandom } from '../../../src/core/base/random.ts';
import { assertCase, type BenchCase } from '../../../src/core/bench/benchCase.ts';
import { type BackoffSettings, backoffMs } from '../../../src/core/resilience/backoff.ts';
import { floorIds } from '../../floors.ts';
import { attempts, defaultBackoff, fiveDelays } from '../../support/backoff.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';

const PLAIN_MS = [50, 100, 200, 400, 500];
const JITTER = 0.25;
const DRAWS = 1_000;

export function retryBackoff(): BenchCase<BenchFixtures> {
  return {
    id: 'resilience/retry_backoff_calculation',
    suite: 'resilience',
    floor: floorIds.emptyCall,
    note: 'The waits before five retries; asserts 50, 100, 200, 400, 500 ms before jitter and ± 25 %, below and above, after.',
    kind: 'measured',
    prepare({ seed }) {
      const settings = defaultBackoff();
      return {
        call: 'sync',
        run: fiveDelays(settings, seed),
        metrics: () => {
          const random = seededRandom(seed);
          const plain = delays({ ...settings, jitter: 0 }, random);
          assertCase(
            `${plain}` === `${PLAIN_MS}`,
            () => `The plain waits are ${plain.join(', ')} ms, not ${PLAIN_MS.join(', ')}.`,
          );
          const ranges = jitterRanges(settings, random);
          for (const [i, { lowest, highest }] of ranges.entries()) {
            const at = PLAIN_MS[i] ?? 0;
            const most = Math.min(at * (1 + JITTER), settings.maxMs);
            assertCase(
              lowest >= at * (1 - JITTER) &&
                lowest < at * 0.8 &&
                highest <= most &&
                highest > Math.min(at * 1.2, most * 0.999),
              () => `Wait ${i + 1} of ${at} ms varies from ${lowest} to ${highest} ms.`,
            );
          }
          const [first] = ranges;
          return {
            plainMs: plain.join(', '),
            firstLowestMs: first?.lowest ?? null,
            firstHighestMs: first?.highest ?? null,
          };
        },
      };
    },
  };
}

function delays(settings: BackoffSettings, random: Random): readonly number[] {
  return Array.from({ length: attempts }, (_, i) => backoffMs(i + 1, settings, random));
}

function jitterRanges(settings: BackoffSettings, random: Random) {
  const draws = Array.from({ length: DRAWS }, () => delays(settings, random));
  return PLAIN_MS.map((_, i) => {
    const waits = draws.map((one) => one[i] ?? Number.NaN);
    return { lowest: Math.min(...waits), highest: Math.max(...waits) };
  });
}
