import { ClientRequest, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../src/core/base/clock.ts';
import { silentLogger } from '../../src/core/base/logger.ts';
import { seededRandom } from '../../src/core/base/random.ts';
import { Client } from '../../src/core/client.ts';
import { connect } from '../../src/core/connect.ts';
import type { PlanResult } from '../../src/core/planResult.ts';
import { defaultSettings } from '../../src/core/settings/settings.ts';
import type { Scenario } from '../../src/core/world/scenario.ts';
import { simulatePlan } from '../../src/core/world/simulation/simulate.ts';
import { livingObjects, median, usedHeapBytes } from '../support/memory.ts';
import { abortListeners } from '../support/signals.ts';
import { describeWithEngine, type EngineUnderTest } from './describeWithEngine.ts';
import { DIALECTS, type DialectUnderTest } from './dialects.ts';
import type { EngineStats } from './engineProtocol.ts';
import { CONTEXT_TOKENS, MODEL_NAME } from './model.ts';
import { threeToolScenario } from './threeTools.ts';

const REQUESTS = 200;
/** Memory is looked at after every so many. */
const SAMPLE_EVERY = 10;

/** The client keeps the traces of its last 200 requests: the second hundred of them adds about 0.5 MB. */
const CLIENT_GROWTH_BYTES = 1.5 * 1024 * 1024;
const SERVER_GROWTH_BYTES = 1024 * 1024;
/** The allocator's own coming and going is several times this for heaps of 100 MB and more. */
const RESIDENT_GROWTH_BYTES = 16 * 1024 * 1024;

/** The product's client, connected to the engine as a user's is; ends with the test. */
async function clientOf(engine: EngineUnderTest, { dialect }: DialectUnderTest): Promise<Client> {
  const settings = {
    ...defaultSettings(),
    'planscope.model.endpoint': engine.endpoints[dialect],
    'planscope.model.name': MODEL_NAME,
    'planscope.model.temperature': 0.8,
    'planscope.model.maxOutputTokens': 40,
    'planscope.model.contextTokens': CONTEXT_TOKENS,
  };
  const client = new Client({ clock: systemClock, random: seededRandom(1), logger: silentLogger, settings });
  onTestFinished(() => client.dispose());
  const { target } = await connect({ http: client.http, clock: systemClock }, settings, new AbortController().signal);
  expect(target).toMatchObject({ kind: 'server', model: MODEL_NAME });
  client.setTarget(target);
  return client;
}

/** A plan that can be carried out, which says where it came from, and a trace of all that was done for it. */
function expectHonest(result: PlanResult, scenario: Scenario): void {
  expect(simulatePlan(result.plan, scenario).executable).toBe(true);
  if (result.source === 'fallback') expect(result.reason?.code).toBe('invalid-plan');
  else expect(result).toMatchObject({ source: 'model', tier: 'full' });
  expect(result.reason === undefined).toBe(result.source !== 'fallback');

  const { trace } = result;
  const asked = ['prompt', 'attempt', 'first_byte', 'stream', 'parse'] as const;
  for (const name of ['key', 'cache', 'breaker', 'tier', ...asked] as const) {
    expect(trace.spans.map((span) => span.name)).toContain(name);
  }
  for (const span of trace.spans) {
    expect(span.durationMs).toBeGreaterThanOrEqual(0);
    expect(span.startMs + span.durationMs).toBeLessThanOrEqual(trace.totalMs);
  }
  expect(trace).toMatchObject({ answerer: 'server', model: MODEL_NAME });
}

/** What is still in use of the things that one request takes. */
function living(): Record<string, number> {
  return {
    requests: livingObjects(ClientRequest),
    responses: livingObjects(IncomingMessage),
    sockets: livingObjects(Socket),
    signals: livingObjects(AbortSignal),
  };
}

/** Growth from the second quarter, when everything has been used once, to the last. */
function growth(samples: readonly number[]): number {
  const quarter = samples.length / 4;
  return median(samples.slice(3 * quarter)) - median(samples.slice(quarter, 2 * quarter));
}

describeWithEngine('the client on a real engine', (engine) => {
  describe.each(DIALECTS)('over the dialect of $dialect', (dialect) => {
    it(`plans ${REQUESTS} times, honestly, and leaves nothing behind`, async () => {
      const client = await clientOf(engine, dialect);
      const before = await engine.stats();
      const clientHeap: number[] = [];
      const server: EngineStats[] = [];
      const { signal } = new AbortController();
      let livingAtFirst: Record<string, number> = {};
      for (let number = 1; number <= REQUESTS; number++) {
        const scenario = threeToolScenario(number);
        expectHonest(await client.plan(scenario, {}, signal), scenario);
        if (number === SAMPLE_EVERY) livingAtFirst = living();
        if (number % SAMPLE_EVERY > 0) continue;
        clientHeap.push(usedHeapBytes());
        server.push(await engine.stats());
      }
      const after = await engine.stats();

      const { counters, funnel } = client.snapshot();
      expect(counters.modelPlans + counters.fallbackPlans).toBe(REQUESTS);
      expect(counters).toMatchObject({ requests: REQUESTS, cacheHits: 0, cancelled: 0, unavailable: 0, failures: {} });
      expect(funnel).toMatchObject({ sent: counters.attempts, answered: counters.attempts });
      const ended = (stats: EngineStats): number => stats.finished + stats.stopMs.length;
      expect(ended(after) - ended(before)).toBe(counters.attempts);
      expect(after).toMatchObject({ active: 0, failed: before.failed, unhandledErrors: 0 });

      expect(abortListeners(signal)).toBe(0);
      for (const [name, count] of Object.entries(living())) {
        expect(count, name).toBeLessThan((livingAtFirst[name] ?? 0) + REQUESTS / 10);
      }
      expect(growth(clientHeap)).toBeLessThan(CLIENT_GROWTH_BYTES);
      expect(growth(server.map(({ heapBytes }) => heapBytes))).toBeLessThan(SERVER_GROWTH_BYTES);
      expect(growth(server.map(({ residentBytes }) => residentBytes))).toBeLessThan(RESIDENT_GROWTH_BYTES);

      client.dispose();
      await vi.waitFor(async () => expect((await engine.stats()).openSockets).toBe(0));
    });
  });
});
