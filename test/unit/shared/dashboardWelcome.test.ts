import { expect, it } from 'vitest';
import { dashboardWelcome } from '../../../src/shared/dashboardWelcome.ts';
import { busyDashboard, dashboardOf, idleClient } from './samples/sampleClient.ts';

const SERVER = {
  kind: 'server',
  name: 'phi3:mini',
  endpoint: 'http://127.0.0.1:11434',
  dialect: 'ollama',
  rung: 'schema',
} as const;

it('offers the simulator first when there is no model', () => {
  const welcome = dashboardWelcome(dashboardOf(idleClient()));
  expect(welcome?.title).toBe('No local model found');
  expect(welcome?.actions.map(({ action }) => action.action)).toEqual(['startSimulator', 'discover']);
});

it('says so too when there are figures of earlier', () => {
  expect(dashboardWelcome(busyDashboard({ client: idleClient() }))?.title).toBe('No local model found');
});

it('offers the benchmarks when a model is there and nothing was done yet', () => {
  const welcome = dashboardWelcome(dashboardOf(idleClient({ model: SERVER })));
  expect(welcome?.actions.map(({ action }) => action.action)).toEqual(['runBenchmarks']);
});

it('is silent when there is something to look at', () => {
  const running = { done: 1, total: 33, id: 'llm/cache_hit_latency' };
  expect(dashboardWelcome(busyDashboard())).toBeUndefined();
  expect(dashboardWelcome({ ...dashboardOf(idleClient({ model: SERVER })), running })).toBeUndefined();
});

it('does not say that there is no model while the search for one is under way', () => {
  const welcome = dashboardWelcome({ ...dashboardOf(idleClient()), isLooking: true });
  expect(welcome?.title).toBe('Looking for a local model');
});

it('says first of all that the workspace is not trusted, and leads to where trust is given', () => {
  const welcome = dashboardWelcome(busyDashboard({ isRestricted: true }));
  expect(welcome?.title).toBe('Restricted Mode');
  expect(welcome?.actions.map(({ action }) => action.action)).toEqual(['manageTrust']);
});
