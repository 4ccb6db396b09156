import { Worker } from 'node:worker_threads';
import { raceAbort } from '../../../src/core/base/abort.ts';
import { assertCase, type BenchCase, CaseFailure } from '../../../src/core/bench/benchCase.ts';
import type { Client } from '../../../src/core/client.ts';
import { floorIds } from '../../floors.ts';
import type { CacheClientData, FromCacheClient, ToCacheClient } from '../../support/cacheMessages.ts';
import { expectSource, openClient } from '../../support/client.ts';
import { type BenchFixtures, type Context, simulatorWith } from '../../support/fixtures.ts';
import { dumpsOfOneWorld, readScenario } from '../../support/scenarios.ts';
import { workloadA, workloadAQuestions } from '../../workloads/workloadA.ts';

const WORKERS = 4;
const REQUESTS_EACH = 250;
const CALLERS = 64;

/** `workerEntry`: the built `cacheClientWorker`, absolute. */
export function concurrentCacheAccess(workerEntry: string): BenchCase<BenchFixtures> {
  return {
    id: 'cache/concurrent_cache_access',
    suite: 'cache',
    floor: floorIds.mapGet,
    note: 'Four worker threads ask one cache owner over message ports, timed in the workers; then 64 callers of one key share one model call.',
    kind: 'experiment',
    isRepeated: true,
    async run(context) {
      const { endpoint } = await simulatorWith(context, { serviceTimeMs: 5 });
      const client = openClient(context, endpoint);
      try {
        const timingsNs = await fromWorkers(context, client, workerEntry);
        const { attempts, cacheHits, joined } = client.snapshot().counters;
        assertCase(
          attempts === workloadAQuestions,
          () => `${WORKERS} threads asking for ${workloadAQuestions} worlds took ${attempts} model calls.`,
          { timingsNs },
        );
        await manyCallersOfOneKey(context, client);
        const after = client.snapshot().counters;
        const calls = after.attempts - attempts;
        assertCase(calls === 1, () => `${CALLERS} concurrent callers of one key took ${calls} model calls.`, {
          timingsNs,
        });
        return {
          timingsNs,
          metrics: {
            threads: WORKERS,
            modelCalls: attempts,
            cacheHits,
            joined,
            callersOfOneKey: CALLERS,
            modelCallsOfOneKey: calls,
            joinedOfOneKey: after.joined - joined,
          },
        };
      } finally {
        client.dispose();
      }
    },
  };
}

async function manyCallersOfOneKey({ seed, signal }: Context, client: Client): Promise<void> {
  const scenarios = dumpsOfOneWorld(CALLERS, seed + 1).map(readScenario);
  const results = await Promise.all(scenarios.map((scenario) => client.plan(scenario, {}, signal)));
  for (const result of results) expectSource(result, 'model');
}

async function fromWorkers({ seed, signal }: Context, client: Client, entry: string): Promise<readonly number[]> {
  const texts = workloadA(WORKERS * REQUESTS_EACH, seed);
  const workers = Array.from({ length: WORKERS }, (_, i) => {
    const data: CacheClientData = { texts: texts.slice(i * REQUESTS_EACH, (i + 1) * REQUESTS_EACH) };
    return new Worker(entry, { workerData: data });
  });
  try {
    const timings = await raceAbort(Promise.all(workers.map((worker) => serve(worker, client, signal))), signal);
    return timings.flat();
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Answers one worker until it is done; resolves to its times. */
function serve(worker: Worker, client: Client, signal: AbortSignal): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.once('exit', (code) =>
      reject(new CaseFailure(`A worker thread ended with code ${code} before it was done.`)),
    );
    worker.on('message', (message: FromCacheClient) => {
      if (message.type === 'done') return resolve(message.timingsNs);
      client.plan(readScenario(message.text), {}, signal).then((result) => {
        const reply: ToCacheClient = { source: result.source, plan: JSON.stringify(result.plan) };
        if (result.source === 'fallback') reject(new CaseFailure(`A plan fell back: ${result.reason?.message ?? ''}`));
        else worker.postMessage(reply);
      }, reject);
    });
  });
}
