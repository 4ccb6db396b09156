import { describe, expect, it } from 'vitest';
import { abortReason, delay, raceAbort } from '../../../../src/core/base/abort.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { abortListeners } from '../../../support/signals.ts';

describe('the reason of an abort', () => {
  it('is the error that the signal was given', () => {
    const reason = new Error('the user left');
    expect(abortReason(AbortSignal.abort(reason))).toBe(reason);
  });

  it('is an AbortError where the signal was given something else', () => {
    expect(abortReason(AbortSignal.abort('enough'))).toMatchObject({ name: 'AbortError' });
    expect(abortReason(AbortSignal.abort())).toMatchObject({ name: 'AbortError' });
  });
});

describe('a delay', () => {
  it('resolves when its time has passed, not before', async () => {
    const clock = new FakeClock();
    let isOver = false;
    void delay(clock, 100, new AbortController().signal).then(() => {
      isOver = true;
    });
    await clock.advance(99);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect(isOver).toBe(true);
  });

  it('rejects promptly when the signal aborts, without timer or listener left', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const waiting = delay(clock, 60_000, controller.signal);
    expect(abortListeners(controller.signal)).toBe(1);
    controller.abort(new Error('the user left'));
    await expect(waiting).rejects.toThrow('the user left');
    expect(clock.pendingTimers).toBe(0);
    expect(abortListeners(controller.signal)).toBe(0);
  });

  it('leaves no listener behind when it was waited out', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const waiting = delay(clock, 5, signal);
    await clock.advance(5);
    await waiting;
    expect(abortListeners(signal)).toBe(0);
  });

  it('does not begin when the signal is aborted already', async () => {
    const clock = new FakeClock();
    await expect(delay(clock, 5, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a race against an abort', () => {
  it('settles as the promise does, without a listener left', async () => {
    const { signal } = new AbortController();
    await expect(raceAbort(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(raceAbort(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    expect(abortListeners(signal)).toBe(0);
  });

  it('rejects with the reason while the promise goes on', async () => {
    const controller = new AbortController();
    const raced = raceAbort(new Promise(() => {}), controller.signal);
    controller.abort(new Error('the user left'));
    await expect(raced).rejects.toThrow('the user left');
  });

  it('that was lost before it began leaves no unhandled rejection of the promise', async () => {
    const raced = raceAbort(Promise.reject(new Error('too late')), AbortSignal.abort(new Error('the user left')));
    await expect(raced).rejects.toThrow('the user left');
  });
});
