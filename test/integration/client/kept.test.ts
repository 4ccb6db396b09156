import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { openPlans } from '../../support/stores.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { clientOf } from './clients.ts';

describe('a client with a store', () => {
  it('answers from it what an earlier one planned', async () => {
    const simulator = await startForTest();
    const { store, clock, file } = openPlans({ clock: systemClock });
    const first = await clientOf(simulator, {}, store);
    const planned = await first.plan(makeScenario());
    first.dispose();

    const second = await clientOf(simulator, {}, openPlans({ clock, file }).store);
    expect(await second.plan(makeScenario())).toMatchObject({ source: 'cache', plan: planned.plan });
    expect(simulator.stats().requests).toBe(1);
    expect(second.snapshot().cache).toMatchObject({ hits: 1, restored: 1, stored: 1 });
  });

  it('serves nothing from it that this version would not take: an earlier one had other rules', async () => {
    const simulator = await startForTest();
    const { store, clock, file } = openPlans({ clock: systemClock });
    const first = await clientOf(simulator, {}, store);
    await first.plan(makeScenario());
    const [entry] = store.newest(1);
    if (entry === undefined) throw new Error('Nothing was kept.');
    const plan = { ...entry.value.plan, steps: [{ act: 'Teleport' }] };
    store.set({ ...entry, value: { ...entry.value, plan } });
    first.dispose();

    const second = await clientOf(simulator, {}, openPlans({ clock, file }).store);
    const planned = await second.plan(makeScenario());
    expect(planned.source).toBe('model');
    expect(JSON.stringify(planned.plan)).not.toContain('Teleport');
    expect(second.snapshot().cache).toMatchObject({ hits: 0, misses: 1, restored: 0 });
  });

  it('keeps no plan in it where the user does not want that, but what it learnt of servers', async () => {
    const simulator = await startForTest({ structuredOutput: ['json', 'text'] });
    const { store, clock, file } = openPlans({ clock: systemClock });
    const first = await clientOf(simulator, { 'planscope.cache.persist': false }, store);
    await first.plan(makeScenario());
    first.dispose();
    const reopened = openPlans({ clock, file }).store;
    const second = await clientOf(simulator, {}, reopened);
    expect(reopened.newest(10)).toEqual([]);
    expect(second.snapshot().model).toMatchObject({ rung: 'json' });
  });

  it('forgets what is in it at a clear, though the user does not want plans kept there now', async () => {
    const simulator = await startForTest();
    const { store, clock, file } = openPlans({ clock: systemClock });
    const client = await clientOf(simulator, {}, store);
    await client.plan(makeScenario());
    client.configure({ ...client.settings, 'planscope.cache.persist': false });
    expect(client.clearCache()).toBe(1);
    client.dispose();
    expect(openPlans({ clock, file }).store.newest(10)).toEqual([]);
  });

  it('does not ask for a form again that the server refused an earlier one', async () => {
    const simulator = await startForTest({ structuredOutput: ['json', 'text'] });
    const { store, clock, file } = openPlans({ clock: systemClock });
    const first = await clientOf(simulator, {}, store);
    expect(first.snapshot().model).toMatchObject({ rung: 'schema' });
    await first.plan(makeScenario(1));
    expect(first.snapshot().model).toMatchObject({ rung: 'json' });
    first.dispose();
    const asked = simulator.stats().requests;

    const second = await clientOf(simulator, {}, openPlans({ clock, file }).store);
    expect((await second.plan(makeScenario(2))).source).toBe('model');
    expect(simulator.stats().requests).toBe(asked + 1);
  });

  it.each([
    [1, 'json'],
    [25, 'schema'],
  ])('asks %s hours after a refusal for %s', async (hours, rung) => {
    const simulator = await startForTest({ models: ['phi3'] });
    const { store } = openPlans();
    const learnedAtMs = systemClock.wallMs() - hours * 3_600_000;
    store.setNote('output ladder', [{ endpoint: simulator.endpoint, model: 'phi3', refused: ['schema'], learnedAtMs }]);
    const client = await clientOf(simulator, {}, store);
    expect(client.snapshot().model).toMatchObject({ rung });
  });

  it('forgets on a wish what its server refused, for later ones too', async () => {
    const simulator = await startForTest({ structuredOutput: ['json', 'text'] });
    const { store, clock, file } = openPlans();
    const first = await clientOf(simulator, {}, store);
    await first.plan(makeScenario());
    expect(first.snapshot().model).toMatchObject({ rung: 'json' });
    first.forgetRefusals();
    expect(first.snapshot().model).toMatchObject({ rung: 'schema' });
    first.dispose();
    const second = await clientOf(simulator, {}, openPlans({ clock, file }).store);
    expect(second.snapshot().model).toMatchObject({ rung: 'schema' });
  });
});
