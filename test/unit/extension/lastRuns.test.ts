import { expect, it, vi } from 'vitest';
import { LastRuns } from '../../../src/extension/plans/lastRuns.ts';

vi.mock('vscode', () => ({ EventEmitter: class {} }));

const URI = 'file:///yard.scenario.json';

function textOf(kept: unknown): string | undefined {
  const memory = { get: () => kept, update: async () => {}, keys: () => [] };
  return new LastRuns(memory as never).textOf({ toString: () => URI } as never);
}

it('says of a scenario what its last benchmark came to', () => {
  const last = { model: 'phi3', runs: 6, planned: 5, p50Ms: 2_100 };
  expect(textOf({ [URI]: last })).toBe('p50 2.10 s, 5 of 6 planned by phi3');
});

it.each([null, 5, {}, { model: {}, runs: 6, planned: 5, p50Ms: 1 }])('says nothing of one kept as %j', (kept) => {
  expect(textOf({ [URI]: kept, other: { model: 'phi3', runs: 6, planned: 5, p50Ms: null } })).toBeUndefined();
});

it('says nothing where all that was kept is of another kind', () => {
  expect([textOf(undefined), textOf([1, 2])]).toEqual([undefined, undefined]);
});
