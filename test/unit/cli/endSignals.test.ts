import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { endSignal } from '../../../src/cli/endSignals.ts';

it.each(['SIGINT', 'SIGTERM'])('the first signal aborts, and a second, %s, ends the process at once', (second) => {
  const exits: number[] = [];
  const host = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) });
  const signal = endSignal(host);
  expect(signal.aborted).toBe(false);
  host.emit('SIGINT');
  expect([signal.aborted, exits]).toEqual([true, []]);
  host.emit(second);
  expect(exits).toEqual([130]);
});
