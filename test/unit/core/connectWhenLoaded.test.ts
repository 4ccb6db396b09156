import { expect, it } from 'vitest';
import type { Connection } from '../../../src/core/connect.ts';
import { connectWhenLoaded } from '../../../src/core/connectWhenLoaded.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const loading: Connection = { target: undefined, message: 'It is loading.', lacks: 'time' };
const gone: Connection = { target: undefined, message: 'Nobody answers.' };

function start(finds: readonly Connection[], signal = new AbortController().signal) {
  const clock = new FakeClock();
  const told: string[] = [];
  let looks = 0;
  const look = (): Promise<Connection> => Promise.resolve(finds[looks++] ?? loading);
  const onLoading = ({ message }: Connection): void => void told.push(message);
  const found = connectWhenLoaded({ clock, limitMs: 10_000, look, onLoading }, signal);
  return { clock, told, found, looks: () => looks };
}

it('looks again every 2 s while the server loads, and says so once', async () => {
  const { clock, told, found, looks } = start([loading, loading, gone]);
  await clock.advance(4_000);
  expect(await found).toBe(gone);
  expect(looks()).toBe(3);
  expect(told).toEqual(['It is loading.']);
});

it('says nothing where nothing loads', async () => {
  const { told, found, looks } = start([gone]);
  expect(await found).toBe(gone);
  expect(looks()).toBe(1);
  expect(told).toEqual([]);
});

it('gives what it found last when the limit would pass', async () => {
  const { clock, found, looks } = start([]);
  await clock.advance(10_000);
  expect(await found).toBe(loading);
  expect(looks()).toBe(6);
  expect(clock.pendingTimers).toBe(0);
});

it('ends the wait at once when it is cancelled', async () => {
  const cancel = new AbortController();
  const { clock, found } = start([], cancel.signal);
  const rejection = expect(found).rejects.toMatchObject({ name: 'AbortError' });
  await clock.advance(1_000);
  cancel.abort();
  await rejection;
  expect(clock.pendingTimers).toBe(0);
});
