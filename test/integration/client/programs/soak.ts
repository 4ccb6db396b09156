// Sends 100,000 requests through the product's client against a simulator that fails in many ways, and tells its parent
// what it saw: every moment's counters, the heap after collections, what was left behind. Run with --expose-gc.
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../../src/core/base/clock.ts';
import { silentLogger } from '../../../../src/core/base/logger.ts';
import { randomInt, seededRandom } from '../../../../src/core/base/random.ts';
import { Client } from '../../../../src/core/client.ts';
import { defaultSettings } from '../../../../src/core/settings/settings.ts';
import { type FaultKind, noFaults } from '../../../../src/core/simulator/faults.ts';
import { spawnSimulator } from '../../../../src/core/simulator/simulatorProcess.ts';
import { makeScenario } from '../../../support/scenarios.ts';

export interface SoakReport {
  readonly requests: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly counters: Readonly<Record<string, unknown>>;
  /** Moments at which the counters did not add up to the requests that had ended. */
  readonly mismatches: number;
  readonly moments: number;
  readonly unhandled: readonly string[];
  /** Heap in use after a collection, bytes, at even distances through the run. */
  readonly heap: readonly number[];
  readonly faults: Readonly<Record<string, number>>;
  readonly left: { readonly sockets: number; readonly activeRequests: number; readonly timers: number };
}

const [requestsText = '100000', entry = ''] = process.argv.slice(2);
const REQUESTS = Number(requestsText);
const CONCURRENT = 48;
const HEAP_SAMPLES = 20;
/** 30 % in all; the slow ones seldom, since each holds its caller up until a limit passes. */
const RATES: readonly (readonly [FaultKind, number])[] = [
  ['error', 0.08],
  ['busy', 0.05],
  ['reset', 0.04],
  ['reset-stream', 0.04],
  ['truncated-stream', 0.04],
  ['wrong-tool', 0.03],
  ['empty', 0.018],
  ['stall-stream', 0.001],
  ['stall', 0.001],
];

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));
process.on('uncaughtException', (error) => unhandled.push(String(error)));

const never = new AbortController().signal;
const simulator = await spawnSimulator(
  { clock: systemClock, logger: silentLogger, execPath: process.execPath, entry, args: ['--seed', '7'] },
  never,
);
await simulator.setFaults({ type: 'rates', rates: RATES.map(([kind, rate]) => ({ kind, rate })) }, never);
const client = new Client({
  clock: systemClock,
  random: seededRandom(7),
  logger: silentLogger,
  settings: {
    ...defaultSettings(),
    'planscope.cache.maxEntries': 500,
    'planscope.retry.initialMs': 1,
    'planscope.retry.maxMs': 4,
    'planscope.deadlines.firstByteMs': 250,
    'planscope.deadlines.silenceMs': 150,
    // Seldom enough open that nearly all requests meet the server, and often enough to be in the picture.
    'planscope.breaker.failureThreshold': 7,
    'planscope.breaker.recoveryMs': 20,
    'planscope.retry.budget': 1,
  },
});
client.setTarget({
  kind: 'simulator',
  endpoint: simulator.endpoint,
  model: 'simulator',
  parallelRequests: CONCURRENT,
});

const random = seededRandom(11);
const outcomes: Record<string, number> = {};
const heap: number[] = [];
let begun = 0;
let ended = 0;
let moments = 0;
let mismatches = 0;

client.onDidChange(() => {
  moments++;
  // A snapshot copies the last 200 requests; the counters alone are looked at often, and whole ones now and then.
  const { requests, cacheHits, modelPlans, fallbackPlans, cancelled, unavailable } = client.counters();
  if (requests !== cacheHits + modelPlans + fallbackPlans + cancelled || unavailable !== 0) mismatches++;
});

async function one(): Promise<void> {
  // Some worlds are asked for again and again, most seldom.
  const world = randomInt(random, 4) === 0 ? randomInt(random, 40) : 100 + randomInt(random, 20_000);
  const user = new AbortController();
  const isImpatient = randomInt(random, 50) === 0;
  const cancel = isImpatient ? setTimeout(() => user.abort(), randomInt(random, 4)) : undefined;
  let outcome: string;
  try {
    outcome = (await client.plan(makeScenario(world), {}, user.signal)).source;
  } catch (error) {
    outcome = error instanceof Error && error.name === 'AbortError' ? 'cancelled' : `threw ${String(error)}`;
  }
  clearTimeout(cancel);
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  ended++;
  if (ended % (REQUESTS / HEAP_SAMPLES) === 0) {
    globalThis.gc?.();
    heap.push(process.memoryUsage().heapUsed);
  }
}

async function worker(): Promise<void> {
  while (begun < REQUESTS) {
    begun++;
    await one();
    // What is answered at once waits for nothing: without a turn of the event loop no timer would ever be due.
    await setImmediate();
  }
}

await Promise.all(Array.from({ length: CONCURRENT }, worker));
await simulator.setFaults(noFaults, never);
const counters = client.snapshot().counters;
client.dispose();
// Connections take a turn to be gone at the other end.
let stats = await simulator.stats(never);
for (let turn = 0; turn < 100 && (stats.openSockets > 0 || stats.activeRequests > 0); turn++) {
  await sleep(20);
  stats = await simulator.stats(never);
}
const faults = Object.fromEntries(Object.entries(stats.faultsInjected).map(([kind, count]) => [kind, count ?? 0]));
await simulator.dispose();
const timers = process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
const report: SoakReport = {
  requests: REQUESTS,
  outcomes,
  counters: { ...counters },
  mismatches,
  moments,
  unhandled,
  heap,
  faults,
  left: { sockets: stats.openSockets, activeRequests: stats.activeRequests, timers },
};
process.send?.(report);
process.disconnect?.();
