import { expect, it } from 'vitest';
import { isCounting } from '../../../src/shared/counting.ts';
import { busyClient, idleClient, openBreaker, sampleBreaker } from './samples/sampleClient.ts';

it('what is shown changes by time alone while a breaker is open or a model is loaded, and only then', () => {
  const { model } = busyClient();
  if (model.kind === 'none') throw new Error('The busy client has a model.');
  expect(isCounting(idleClient())).toBe(false);
  expect(isCounting(busyClient({ breakers: [sampleBreaker()] }))).toBe(false);
  expect(isCounting(busyClient({ breakers: [sampleBreaker(), openBreaker()] }))).toBe(true);
  expect(isCounting(busyClient({ breakers: [], model: { ...model, loadingSinceAtMs: 0 } }))).toBe(true);
});
