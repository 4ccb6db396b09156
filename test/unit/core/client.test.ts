import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { seededRandom } from '../../../src/core/base/random.ts';
import type { EntryStore } from '../../../src/core/cache/entryStore.ts';
import type { CachedPlan } from '../../../src/core/cachedPlan.ts';
import { Client } from '../../../src/core/client.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';
import { parseTraffic, serializeTraffic } from '../../../src/core/telemetry/trafficFile.ts';
import { fail } from '../../support/breakers.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { openPlans } from '../../support/stores.ts';

interface Bench {
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  readonly client: Client;
}

function makeClient(options: { readonly clock?: FakeClock; readonly store?: EntryStore<CachedPlan> } = {}): Bench {
  const { clock = new FakeClock(), store } = options;
  const logger = new RecordingLogger();
  const client = new Client({ clock, random: seededRandom(1), logger, settings: defaultSettings(), store });
  onTestFinished(() => client.dispose());
  return { clock, logger, client };
}

const target = { kind: 'server', endpoint: 'http://127.0.0.1:9', model: 'phi3' } as const;

describe('a client without a target', () => {
  it('plans by rules and shows it', async () => {
    const { client } = makeClient();
    await client.plan(makeScenario());
    expect(client.snapshot()).toMatchObject({
      model: { kind: 'none' },
      breakers: [],
      counters: { requests: 1, fallbackPlans: 1 },
      requests: [{ id: 1, scenario: 'world 0', outcome: 'fallback', tier: 'heuristic' }],
    });
  });

  it('shows the newest 200 requests, newest first', async () => {
    const { client } = makeClient();
    for (let i = 0; i < 205; i++) await client.plan(makeScenario(i));
    const { requests } = client.snapshot();
    expect(requests).toHaveLength(200);
    expect([requests[0]?.id, requests.at(-1)?.id]).toEqual([205, 6]);
  });
});

describe('a client with a target', () => {
  it('shows its breaker before the first request', () => {
    const { client } = makeClient();
    client.setTarget(target);
    expect(client.snapshot()).toMatchObject({
      model: { kind: 'server', name: 'phi3', endpoint: target.endpoint },
      breakers: [{ model: 'phi3', state: 'closed', failureThreshold: 5 }],
    });
  });

  it('forgets what it learnt of another server, and nothing of the same one', () => {
    const { client, clock } = makeClient();
    client.setTarget(target);
    fail(client.breaker('phi3'), 5);
    client.setTarget({ ...target, model: 'mistral' });
    expect(client.breaker('phi3').state).toBe('open');
    client.setTarget({ ...target, endpoint: 'http://127.0.0.1:10' });
    expect(client.breaker('phi3').state).toBe('closed');
    expect(clock.pendingTimers).toBe(0);
  });

  it('tells of each transition of a breaker, to its listeners and to the log', () => {
    const { client, logger } = makeClient();
    client.setTarget(target);
    let changes = 0;
    client.onDidChange(() => changes++);
    fail(client.breaker('phi3'), 5);
    expect(changes).toBe(1);
    expect(logger.lines).toEqual(['info: Breaker of phi3: closed → open, 5 failures in a row (last: refused).']);
  });
});

describe('what is known of servers', () => {
  const other = { ...target, endpoint: 'http://127.0.0.1:10' } as const;

  it('is put aside with its server, and taken up again with it', () => {
    const { client, clock } = makeClient();
    client.setTarget(target);
    fail(client.breaker('phi3'), 5);
    client.setTarget(other);
    expect(client.snapshot().breakers).toMatchObject([{ model: 'phi3', state: 'closed', failures: 0 }]);
    clock.elapse(10_000);
    client.setTarget(target);
    expect(client.snapshot().breakers).toMatchObject([
      { state: 'open', failures: 5, nextTrialAtMs: clock.wallMs() + 20_000, timeline: [{ to: 'open' }] },
    ]);
  });

  it('outlives the client in its store: a breaker goes on counting down', () => {
    const { store, clock, file } = openPlans();
    const first = makeClient({ clock, store });
    first.client.setTarget(target);
    fail(first.client.breaker('phi3'), 5);
    first.client.dispose();
    expect(clock.pendingTimers).toBe(0);

    clock.skip(12_000);
    const second = makeClient({ clock, store: openPlans({ clock, file }).store });
    second.client.setTarget(target);
    expect(second.client.snapshot().breakers).toMatchObject([
      { state: 'open', nextTrialAtMs: clock.wallMs() + 18_000 },
    ]);
    clock.elapse(18_000);
    expect(second.client.breaker('phi3').state).toBe('half-open');
  });

  it('is in the store as soon as a breaker changes: a client that ends without notice loses nothing', () => {
    const { store, clock, file } = openPlans();
    const first = makeClient({ clock, store });
    first.client.setTarget(target);
    fail(first.client.breaker('phi3'), 5);
    const second = makeClient({ clock, store: openPlans({ clock, file }).store });
    second.client.setTarget(target);
    expect(second.client.breaker('phi3').state).toBe('open');
    second.client.setTarget(other);
    expect(second.client.breaker('phi3').state).toBe('closed');
  });
});

describe('recorded traffic', () => {
  it('comes with the limits of the cache, and can be written and read back', async () => {
    const { client, clock } = makeClient();
    client.setTarget(target);
    client.configure({
      ...defaultSettings(),
      'planscope.cache.maxEntries': 7,
      'planscope.cache.ttlMs': 5_000,
      'planscope.retry.maxRetries': 0,
    });
    fail(client.breaker('phi3'), 5);
    for (let i = 0; i < 2; i++) await client.plan(makeScenario());
    const traffic = client.traffic();
    const atMs = clock.wallMs();
    expect(traffic).toMatchObject({
      maxEntries: 7,
      ttlMs: 5_000,
      requests: [
        { atMs, hit: false },
        { atMs, hit: false },
      ],
    });
    expect(parseTraffic(serializeTraffic(traffic), 'x')).toEqual(traffic);
  });
});

describe('new settings', () => {
  it('leave breakers and cache alone where they do not concern them', () => {
    const { client } = makeClient();
    fail(client.breaker('phi3'), 5);
    client.configure({ ...defaultSettings(), 'planscope.retry.maxRetries': 0 });
    expect(client.breaker('phi3').state).toBe('open');
  });

  it('of the breaker take effect at once, and no old timer stays', () => {
    const { client, clock } = makeClient();
    fail(client.breaker('phi3'), 5);
    client.configure({ ...defaultSettings(), 'planscope.breaker.failureThreshold': 2 });
    expect(clock.pendingTimers).toBe(0);
    expect(client.breaker('phi3').status()).toMatchObject({ state: 'closed', failureThreshold: 2 });
  });

  it('of the cache give it its new size', () => {
    const { client } = makeClient();
    client.configure({ ...defaultSettings(), 'planscope.cache.maxEntries': 7 });
    expect(client.snapshot().cache.maxEntries).toBe(7);
  });

  it('do not begin the numbers of requests anew', async () => {
    const { client } = makeClient();
    await client.plan(makeScenario());
    client.configure({ ...defaultSettings(), 'planscope.retry.maxRetries': 0 });
    await client.plan(makeScenario());
    expect(client.snapshot().requests.map(({ id }) => id)).toEqual([2, 1]);
  });
});

describe('listeners of a client', () => {
  it('that throw are logged and disturb no plan', async () => {
    const { client, logger } = makeClient();
    client.onDidChange(() => {
      throw new Error('broken listener');
    });
    expect((await client.plan(makeScenario())).source).toBe('fallback');
    expect(logger.lines[0]).toContain('broken listener');
  });

  it('hear of each request that ends and of a cleared cache', async () => {
    const { client } = makeClient();
    let changes = 0;
    client.onDidChange(() => changes++);
    await client.plan(makeScenario());
    expect(changes).toBe(1);
    expect(client.clearCache()).toBe(0);
    expect(changes).toBe(2);
  });
});

describe('a disposed client', () => {
  it('leaves no timer, however often it is disposed', () => {
    const { client, clock } = makeClient();
    client.setTarget(target);
    fail(client.breaker('phi3'), 5);
    client.dispose();
    client.dispose();
    expect(clock.pendingTimers).toBe(0);
  });

  it('plans no more for the requests that are under way, one that waits for its next attempt included', async () => {
    const { client, clock } = makeClient();
    client.setTarget(target);
    const planning = client.plan(makeScenario());
    // Nothing listens there, so the first attempt fails and the next one waits for time that does not pass.
    await vi.waitFor(() => expect(client.counters().failures).toEqual({ refused: 1 }));
    client.dispose();
    await expect(planning).rejects.toMatchObject({ code: 'disposed' });
    expect(client.counters()).toMatchObject({ cancelled: 1, fallbackPlans: 0, failures: { refused: 1 } });
    expect(clock.pendingTimers).toBe(0);
  });

  it('plans no more from then on, and sets no timer', async () => {
    const { client, clock } = makeClient();
    client.setTarget(target);
    client.dispose();
    await expect(client.plan(makeScenario())).rejects.toMatchObject({ code: 'disposed' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no limit of time behind that its requests had', async () => {
    const { client, clock } = makeClient();
    client.setTarget(target);
    const cancel = new AbortController();
    const planning = client.plan(makeScenario(), {}, cancel.signal);
    cancel.abort();
    await expect(planning).rejects.toThrow();
    expect(clock.pendingTimers).toBe(1);
    client.dispose();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the requests of a client', () => {
  it('are handed out as they come, and one by one with all that is known', async () => {
    const { client } = makeClient();
    await client.plan(makeScenario(1), { origin: 'file:///one' });
    const first = client.requestsSince(0);
    await client.plan(makeScenario(2));
    expect(first.requests.map(({ id }) => id)).toEqual([1]);
    expect(client.requestsSince(first.upTo).requests.map(({ id }) => id)).toEqual([2]);
    expect(client.request(1)).toMatchObject({ id: 1, kept: { scenario: makeScenario(1), origin: 'file:///one' } });
    expect(client.request(1)?.kept?.plan?.steps.length).toBeGreaterThan(0);
    expect(client.request(7)).toBeUndefined();
  });

  it('that wait are listed with what they are at, and no longer once they ended', async () => {
    const { client, clock } = makeClient();
    client.setTarget(target);
    const cancel = new AbortController();
    const planning = client.plan(makeScenario(), {}, cancel.signal);
    expect(client.figures().running).toMatchObject([{ id: 1, scenario: 'world 0', startedAtMs: clock.wallMs() }]);
    cancel.abort();
    await planning.catch(() => undefined);
    expect(client.figures().running).toEqual([]);
    expect(client.snapshot().requests[0]?.outcome).toBe('cancelled');
  });

  it('lose their texts as soon as they are not to be kept any longer', async () => {
    const { client } = makeClient();
    client.configure({ ...defaultSettings(), 'planscope.telemetry.keepTexts': true });
    client.setTarget(target);
    const cancel = new AbortController();
    const planning = client.plan(makeScenario(), {}, cancel.signal);
    cancel.abort();
    await planning.catch(() => undefined);
    expect(client.request(1)).toHaveProperty('exchanges');
    client.configure(defaultSettings());
    expect(client.request(1)).not.toHaveProperty('exchanges');
  });

  it('that are under way as texts are forbidden lose theirs too', async () => {
    const { client } = makeClient();
    client.configure({ ...defaultSettings(), 'planscope.telemetry.keepTexts': true });
    client.setTarget(target);
    const cancel = new AbortController();
    const planning = client.plan(makeScenario(), {}, cancel.signal);
    client.configure(defaultSettings());
    cancel.abort();
    await planning.catch(() => undefined);
    expect(client.request(1)).toMatchObject({ outcome: 'cancelled' });
    expect(client.request(1)).not.toHaveProperty('exchanges');
  });
});
