import { hash } from 'node:crypto';
import { delay } from '../src/core/base/abort.ts';
import type { Floor } from '../src/core/bench/benchCase.ts';
import { systemText, userText } from '../src/core/prompt/prompt.ts';
import { questionOf } from '../src/core/prompt/question.ts';
import { defaultRegistry } from '../src/core/world/defaultRegistry.ts';
import { openBareHttp } from './support/bareHttp.ts';
import { type BenchFixtures, simulatorWith } from './support/fixtures.ts';
import { naiveKey, rawPrompts } from './support/naiveKey.ts';
import { cycle, differentScenarios } from './support/scenarios.ts';

/** The ids of the floors, for the cases to name. */
export const floorIds = {
  emptyCall: 'floor/empty_call',
  mapGet: 'floor/map_get',
  sha256: 'floor/sha256_12kb',
  naiveKey: 'floor/regex_sha256_12kb',
  bareHttp: 'floor/bare_http',
  sleep: 'floor/sleep_10ms',
} as const;

const PROMPTS = 16;
const MAP_ENTRIES = 1_000;
const SCENARIOS = 64;

/** What the machine itself costs, measured in the same run as the cases. */
export function floors(): readonly Floor<BenchFixtures>[] {
  return [
    {
      id: floorIds.emptyCall,
      note: 'A call of a function that does nothing.',
      kind: 'measured',
      prepare: () => ({ call: 'sync', run: () => undefined }),
    },
    {
      id: floorIds.mapGet,
      note: 'A hit in a Map of 1,000 digests.',
      kind: 'measured',
      prepare: () => {
        const keys = Array.from({ length: MAP_ENTRIES }, (_, i) => hash('sha256', String(i), 'base64'));
        const map = new Map(keys.map((key, i) => [key, i]));
        const next = cycle(keys);
        return { call: 'sync', run: () => map.get(next()) };
      },
    },
    {
      id: floorIds.sha256,
      note: 'SHA-256 of a 12 kB prompt as it is.',
      kind: 'measured',
      prepare: ({ seed }) => {
        const next = cycle(rawPrompts(PROMPTS, seed));
        return { call: 'sync', run: () => hash('sha256', next()) };
      },
    },
    {
      id: floorIds.naiveKey,
      note: 'The naive key: three regular expressions over a 12 kB prompt, trim, SHA-256.',
      kind: 'measured',
      prepare: ({ seed }) => {
        const next = cycle(rawPrompts(PROMPTS, seed));
        return { call: 'sync', run: () => naiveKey(next()) };
      },
    },
    {
      id: floorIds.bareHttp,
      note: 'A streamed POST of a 12 kB prompt with node:http and JSON.parse to the simulator, service time 0.',
      kind: 'measured',
      async prepare(context) {
        const { endpoint } = await simulatorWith(context, { serviceTimeMs: 0 });
        const bare = openBareHttp(endpoint, context.signal);
        const system = systemText(defaultRegistry, 'full');
        const next = cycle(
          differentScenarios(SCENARIOS, context.seed).map((one) => userText(one, questionOf(one).snapshotText)),
        );
        return { call: 'async', run: () => bare.ask(system, next()), dispose: () => bare.dispose() };
      },
    },
    {
      id: floorIds.sleep,
      note: 'A timer of 10 ms.',
      yardstick: 'clock',
      kind: 'measured',
      prepare: ({ clock, signal }) => ({ call: 'async', run: () => delay(clock, 10, signal) }),
    },
  ];
}
