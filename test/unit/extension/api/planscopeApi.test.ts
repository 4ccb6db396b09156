import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientClosed } from '../../../../src/core/base/errors.ts';
import { Emitter } from '../../../../src/core/base/events.ts';
import type { Client } from '../../../../src/core/client.ts';
import type { ClientSnapshot } from '../../../../src/core/clientSnapshot.ts';
import type { PlanProgress, PlanRequest } from '../../../../src/core/planRequest.ts';
import type { PlanResult } from '../../../../src/core/planResult.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { clientApi } from '../../../../src/extension/api/clientApi.ts';
import { type PlanscopeApi, planscopeApi } from '../../../../src/extension/api/planscopeApi.ts';
import { RecordingLogger } from '../../../support/recordingLogger.ts';
import { busySnapshot, sampleRequest, sampleTrace } from '../../shared/samples/sampleClient.ts';

const SNAPSHOT = {
  t: 0,
  player: { hp: 100, pos: { x: 0, y: 0 }, stance: 'stand', orders: [] },
  me: { ammo: 5, cooldowns: {}, morale: 1, pos: { x: 1, y: 1 } },
  enemies: [],
  pois: [],
  obstacles: [],
  objective: null,
};

const RESULT: PlanResult = {
  plan: { plan_id: 'kept', steps: [{ act: 'MoveTo', x: 1, y: 2 }] },
  source: 'cache',
  tier: 'full',
  tried: [],
  problems: [],
  trace: sampleTrace(sampleRequest(1)),
};

/** As much of a client as the API uses; hands out the originals, as the real one does. */
class FakeClient {
  readonly changes = new Emitter<void>(() => {});
  readonly onDidChange = this.changes.event;
  readonly asked: { readonly scenario: Scenario; readonly request: PlanRequest | undefined }[] = [];
  readonly state: ClientSnapshot = busySnapshot();
  tell: (progress: PlanProgress) => void = () => {};
  plans: () => Promise<PlanResult> = () => Promise.resolve(RESULT);

  snapshot(): ClientSnapshot {
    return this.state;
  }

  plan(scenario: Scenario, request?: PlanRequest): Promise<PlanResult> {
    this.asked.push({ scenario, request });
    this.tell = (progress) => request?.onProgress?.(progress);
    return this.plans();
  }
}

let client: FakeClient;
let logger: RecordingLogger;
let ensure: (signal: AbortSignal) => Promise<never>;
let owned: ReturnType<typeof planscopeApi>;
let api: PlanscopeApi;

beforeEach(() => {
  vi.useFakeTimers();
  client = new FakeClient();
  logger = new RecordingLogger();
  ensure = () => Promise.resolve() as Promise<never>;
  const asked = clientApi({
    client: client as unknown as Client,
    connection: { ensure: (signal) => ensure(signal) },
    logger,
  });
  const listened = planscopeApi({ make: () => asked, changes: client.onDidChange, logger });
  owned = {
    api: listened.api,
    dispose() {
      listened.dispose();
      asked.dispose();
    },
  };
  api = owned.api;
});

afterEach(() => {
  owned.dispose();
  vi.useRealTimers();
});

async function refusal(scenario: unknown, options?: unknown): Promise<{ code: string; message: string }> {
  return await api.plan(scenario, options as object).then(
    () => expect.fail('It planned.'),
    ({ code, message }) => ({ code, message }),
  );
}

describe('plan', () => {
  it('plans a bare snapshot and a scenario, with the cache unless told otherwise', async () => {
    expect(await api.plan(SNAPSHOT)).toEqual(RESULT);
    await api.plan({ name: 'one', snapshot: SNAPSHOT, objective: 'wait' }, { useCache: false });
    expect(client.asked.map(({ scenario, request }) => [scenario.name, request?.useCache])).toEqual([
      ['scenario', true],
      ['one', false],
    ]);
  });

  it('hands out a copy, so that nobody changes what is cached', async () => {
    const first = await api.plan(SNAPSHOT);
    (first.plan.steps as unknown[]).length = 0;
    expect(RESULT.plan.steps).toHaveLength(1);
    expect((await api.plan(SNAPSHOT)).plan.steps).toHaveLength(1);
  });

  it.each([
    [undefined, /the scenario must be an object, as a \*\.scenario\.json file holds it, but is undefined/],
    [null, /but is null/],
    [JSON.stringify(SNAPSHOT), /but is a string\. Pass what JSON\.parse makes of the text/],
    [[SNAPSHOT], /must be an object/],
    [{}, /"snapshot" is missing/],
    [{ ...SNAPSHOT, me: { ...SNAPSHOT.me, ammo: 'many' } }, /"me\.ammo" must be .*, but is "many"/],
    [{ snapshot: SNAPSHOT, objectiv: 'x' }, /"objectiv" is not a known field\. Did you mean "objective"\?/],
    [{ snapshot: SNAPSHOT, tools: './guard.tools.json' }, /"tools" names the file .* It cannot be read from here/],
  ])('says of the wrong scenario %j what is wrong, and where', async (scenario, message) => {
    expect(await refusal(scenario)).toEqual({ code: 'scenario', message: expect.stringMatching(message) });
    expect(client.asked).toEqual([]);
  });

  it('says that a scenario cannot be written as JSON', async () => {
    const cyclic: Record<string, unknown> = { snapshot: SNAPSHOT };
    cyclic['name'] = cyclic;
    expect(await refusal(cyclic)).toMatchObject({ code: 'scenario', message: /cannot be written as JSON/ });
    expect(await refusal({ ...SNAPSHOT, t: 1n })).toMatchObject({ code: 'scenario' });
  });

  it.each([
    [null, /the options must be an object, but are null/],
    [false, /the options must be an object, but are a boolean/],
    [{ usecache: false }, /"usecache" is no option; did you mean "useCache"\?/],
    [{ useCache: 'no' }, /"useCache" must be true or false, but is a string/],
    [{ signal: { isCancellationRequested: false } }, /"signal" must be an AbortSignal, but is an object/],
    [{ onProgress: {} }, /"onProgress" must be a function, but is an object/],
  ])('says of the wrong options %j what is wrong', async (options, message) => {
    expect(await refusal(SNAPSHOT, options)).toEqual({ code: 'options', message: expect.stringMatching(message) });
    expect(client.asked).toEqual([]);
  });

  it('says so too where options throw when they are read, and quotes no endless name', async () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const throwing = {
      get useCache() {
        throw new Error('mine');
      },
    };
    for (const options of [revoked.proxy, throwing, { signal: Object.create(AbortSignal.prototype) }]) {
      expect(await refusal(SNAPSHOT, options)).toEqual({
        code: 'options',
        message: expect.stringMatching(/the options cannot be read/),
      });
    }
    expect((await refusal(SNAPSHOT, { ['x'.repeat(1e6)]: 1 })).message.length).toBeLessThan(300);
    expect((await refusal({ snapshot: SNAPSHOT, ['x'.repeat(1e6)]: 1 })).message.length).toBeLessThan(500);
  });

  it('rejects with what the search for a model rejects with when the signal aborts', async () => {
    const cancel = new AbortController();
    ensure = (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const planning = api.plan(SNAPSHOT, { signal: cancel.signal });
    cancel.abort();
    await expect(planning).rejects.toMatchObject({ name: 'AbortError' });
    expect(client.asked).toEqual([]);
  });

  it('tells a copy of the progress, and nothing once the signal aborted', async () => {
    const cancel = new AbortController();
    const heard: PlanProgress[] = [];
    client.plans = () => new Promise(() => {});
    void api.plan(SNAPSHOT, { signal: cancel.signal, onProgress: (progress) => heard.push(progress) });
    await vi.advanceTimersByTimeAsync(0);
    const step: PlanProgress = { type: 'step', index: 0, step: { act: 'Wait', duration: 1 } };
    client.tell(step);
    cancel.abort();
    client.tell(step);
    expect(heard).toEqual([step]);
    expect(heard[0]).not.toBe(step);
  });

  it('logs the failure of an asynchronous listener, and goes on', async () => {
    client.plan = function plan(scenario, request) {
      this.asked.push({ scenario, request });
      request?.onProgress?.({ type: 'loading' });
      return Promise.resolve(RESULT);
    };
    const onProgress = (): Promise<never> => Promise.reject(new Error('theirs'));
    expect(await api.plan(SNAPSHOT, { onProgress: onProgress as unknown as () => void })).toEqual(RESULT);
    expect(logger.lines).toEqual(['error: A listener of another extension failed: theirs']);
  });

  it('rejects once the window closes', async () => {
    owned.dispose();
    expect(await refusal(SNAPSHOT)).toMatchObject({ code: 'disposed' });
  });

  it('rejects what is under way as the window closes, whatever the search comes to', async () => {
    ensure = () => Promise.reject(new DOMException('The window closed.', 'AbortError'));
    const searching = refusal(SNAPSHOT);
    owned.dispose();
    expect(await searching).toMatchObject({ code: 'disposed' });
  });

  it('rejects what is under way as the client ends, as the client does', async () => {
    client.plans = () => Promise.reject(clientClosed());
    expect(await refusal(SNAPSHOT)).toMatchObject({ code: 'disposed' });
  });
});

describe('snapshot', () => {
  it('is what the client says', () => {
    expect(api.snapshot()).toEqual(client.state);
  });

  it('cannot be changed, and nobody else’s is', () => {
    const snapshot = api.snapshot() as unknown as { counters: Record<string, number>; requests: unknown[] };
    expect(() => {
      snapshot.counters['requests'] = 0;
    }).toThrow(TypeError);
    expect(() => snapshot.requests.pop()).toThrow(TypeError);
    expect(Object.isFrozen(api.snapshot().requests[0]?.trace.spans)).toBe(true);
    expect(Object.isFrozen(client.state.requests[0])).toBe(false);
  });

  it('copies a request once, however often it is looked at', () => {
    expect(api.snapshot().requests[0]).toBe(api.snapshot().requests[0]);
  });
});

describe('onDidChange', () => {
  it('fires at most four times a second, however many changes and listeners there are', () => {
    let calls = 0;
    for (let index = 0; index < 2_000; index++) api.onDidChange(() => calls++);
    for (let ms = 0; ms < 1_000; ms++) {
      client.changes.fire();
      vi.advanceTimersByTime(1);
    }
    expect(calls / 2_000).toBeLessThanOrEqual(5);
    expect(calls / 2_000).toBeGreaterThanOrEqual(4);
  });

  it('logs a listener that throws or rejects, and tells the others', async () => {
    let calls = 0;
    api.onDidChange(() => {
      throw new Error('thrown');
    });
    api.onDidChange(() => Promise.reject(new Error('rejected')));
    api.onDidChange(() => calls++);
    client.changes.fire();
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toBe(1);
    expect(logger.lines).toEqual([
      'error: A listener of another extension failed: thrown',
      'error: A listener of another extension failed: rejected',
    ]);
  });

  it('takes `this` and a list of disposables, as the events of VS Code do', () => {
    const disposables: { dispose(): void }[] = [];
    const me = { calls: 0 };
    api.onDidChange(
      function listener(this: typeof me) {
        this.calls++;
      },
      me,
      disposables,
    );
    client.changes.fire();
    expect(me.calls).toBe(1);
    for (const one of disposables) one.dispose();
    vi.advanceTimersByTime(1_000);
    client.changes.fire();
    vi.advanceTimersByTime(1_000);
    expect(me.calls).toBe(1);
  });

  it('tells the others of a listener whose error cannot be read', () => {
    let calls = 0;
    api.onDidChange(() => {
      throw Object.defineProperty(new Error('hidden'), 'message', {
        get() {
          throw new Error('no message');
        },
      });
    });
    api.onDidChange(() => calls++);
    client.changes.fire();
    expect(calls).toBe(1);
    expect(logger.lines).toEqual(['error: A listener of another extension failed: an error that cannot be read']);
  });

  it('refuses a list of disposables that is none, and listens to nothing then', () => {
    let calls = 0;
    const wrong = new Set() as unknown as { push(one: { dispose(): void }): unknown };
    expect(() => api.onDidChange(() => calls++, undefined, wrong)).toThrow(/the disposables must be a list/);
    client.changes.fire();
    vi.advanceTimersByTime(1_000);
    expect(calls).toBe(0);
  });

  it('refuses what is no function', () => {
    expect(() => api.onDidChange(undefined as unknown as () => void)).toThrow(/must be a function, but is undefined/);
  });

  it('is silent once the window closes', () => {
    let calls = 0;
    api.onDidChange(() => calls++);
    owned.dispose();
    client.changes.fire();
    vi.advanceTimersByTime(1_000);
    expect(calls).toBe(0);
  });
});

it('is frozen, and nobody can end it', () => {
  expect(Object.isFrozen(api)).toBe(true);
  expect(Object.keys(api)).toEqual(['apiVersion', 'plan', 'snapshot', 'onDidChange']);
});
