import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noFaults } from '../../src/core/simulator/faults.ts';
import type { Simulator } from '../../src/core/simulator/simulator.ts';
import { COMMANDS, isDashboard } from '../host/product.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, type PlanscopeEditor } from './planscopeEditor.ts';

/** Long enough to be seen counting down. */
const RECOVERY_MS = 6_000;

describe('the breaker and the cache in the editor', () => {
  let simulator: Simulator;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    simulator = await startRulesSimulator({ latency: { type: 'fixed', serviceTimeMs: 20 } });
    planscope = await launchPlanscope({
      'planscope.model.endpoint': simulator.endpoint,
      'planscope.breaker.failureThreshold': 3,
      'planscope.breaker.recoveryMs': RECOVERY_MS,
      'planscope.retry.maxRetries': 0,
    });
  });

  afterAll(async () => {
    await planscope?.dispose();
    await simulator?.dispose();
  });

  async function breakerState(): Promise<string | undefined> {
    return (await planscope.snapshot()).breakers[0]?.state;
  }

  it('plans with the server and answers the same world from the cache', async () => {
    const { editor } = planscope;
    await planscope.generatePlan('door-behind-wall.scenario.json');
    await planscope.generatePlan('door-behind-wall.scenario.json');
    await editor.statusBarItem(/simulator: closed/).waitFor({ timeout: 10_000 });
    const { counters, cache } = await planscope.snapshot();
    expect(counters).toMatchObject({ requests: 2, modelPlans: 1, cacheHits: 1, fallbackPlans: 0 });
    expect(cache).toMatchObject({ entries: 1, hits: 1, misses: 1 });
    expect(simulator.stats().requests).toBe(1);
    await editor.screenshot('plan-generated');
  });

  it('goes closed → open → half-open → closed in the status bar while the server fails and recovers', async () => {
    const { editor } = planscope;
    await editor.runCommand(COMMANDS.openDashboard);
    await editor.webviewFrame(isDashboard);
    await simulator.setFaults({ type: 'rates', rates: [{ kind: 'error', rate: 1 }] });
    for (let failure = 0; failure < 3; failure++) await planscope.generatePlan('two-enemies.snapshot.json');
    await editor.statusBarItem(/simulator: open, trial in\s+\d+ s/).waitFor({ timeout: 10_000 });
    await editor
      .notification(/made by rules .*not by a model/)
      .first()
      .waitFor({ timeout: 10_000 });
    await editor.screenshot('breaker-open');
    const asked = simulator.stats().requests;
    await planscope.generatePlan('two-enemies.snapshot.json');
    expect(simulator.stats().requests, 'an open breaker asks nobody').toBe(asked);

    await simulator.setFaults(noFaults);
    // The first of the two trials is a look at the server, which costs no request.
    await editor.statusBarItem(/simulator: half-open 1\/2/).waitFor({ timeout: RECOVERY_MS + 10_000 });
    expect(simulator.stats().requests, 'a look is no request to the model').toBe(asked);
    await editor.screenshot('breaker-half-open');
    await planscope.generatePlan('two-enemies.snapshot.json');
    await editor.statusBarItem(/simulator: closed/).waitFor({ timeout: 10_000 });
    const { breakers } = await planscope.snapshot();
    expect(breakers[0]?.timeline.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'closed → open',
      'open → half-open',
      'half-open → closed',
    ]);
  });

  it('shows the same numbers in the dashboard as the client has, and as the server counted', async () => {
    const { editor } = planscope;
    await editor.runCommand(COMMANDS.openDashboard);
    const page = await editor.webviewFrame(isDashboard);
    const { counters, cache, breakers } = await planscope.snapshot();
    const text = async (): Promise<string> => (await page.locator('body').innerText()).replace(/\s+/g, ' ');

    await expect.poll(text, { timeout: 5_000 }).toContain(`(${cache.hits} of ${cache.hits + cache.misses} lookups)`);
    expect(await text()).toContain(`Entries ${cache.entries} of `);
    expect(await text()).toContain(`Succeeded ${breakers[0]?.successes} calls`);
    expect(await text()).toContain(`Failed ${breakers[0]?.failures} calls`);
    expect(await text()).toContain(`Refused ${breakers[0]?.refused} call`);
    expect(counters.attempts).toBe(simulator.stats().requests);
    for (const theme of ['light', 'hc', 'dark'] as const) {
      await editor.setTheme(theme);
      await editor.screenshot(`dashboard-${theme}`);
    }
  });

  it('clears the cache from the palette, and the dashboard says so', async () => {
    const { editor } = planscope;
    await editor.runCommand('Planscope: Clear Prompt Cache');
    await expect.poll(async () => (await planscope.snapshot()).cache.entries, { timeout: 10_000 }).toBe(0);
    const page = await editor.webviewFrame(isDashboard);
    await page.getByText('0 of 1,000').first().waitFor({ timeout: 5_000 });
  });

  it('resets an open breaker from the palette', async () => {
    const { editor } = planscope;
    await simulator.setFaults({ type: 'rates', rates: [{ kind: 'error', rate: 1 }] });
    for (let failure = 0; failure < 3; failure++) await planscope.generatePlan('two-enemies.snapshot.json');
    await expect.poll(breakerState).toBe('open');
    await editor.runCommand('Planscope: Reset Circuit Breaker');
    await editor.statusBarItem(/simulator: closed/).waitFor({ timeout: 10_000 });
    expect(await breakerState()).toBe('closed');
  });
});
