import { describe, expect, it } from 'vitest';
import { alternate } from '../../../../bench/support/alternate.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

describe('timing two things in turn', () => {
  it('changes which comes first from pair to pair, and times each without what goes before', async () => {
    const clock = new FakeClock();
    let order = '';
    const step = (name: string, ms: number) => async (): Promise<void> => {
      order += name;
      clock.skip(ms);
    };
    let befores = 0;
    const before = (): void => {
      befores++;
      clock.skip(100);
    };
    const times = await alternate(
      { clock, turns: 3, a: { call: step('a', 2), before }, b: { call: step('b', 5), before } },
      new AbortController().signal,
    );
    expect(order).toBe('abbaab');
    expect(befores).toBe(6);
    expect(times).toEqual({ aNs: [2e6, 2e6, 2e6], bNs: [5e6, 5e6, 5e6] });
  });

  it('takes as many calls of each in a turn as asked for', async () => {
    let order = '';
    const note = (name: string) => async (): Promise<void> => {
      order += name;
    };
    const { aNs, bNs } = await alternate(
      { clock: new FakeClock(), turns: 2, a: { call: note('a'), calls: 3 }, b: { call: note('b'), calls: 2 } },
      new AbortController().signal,
    );
    expect(order).toBe('aaabbbbaaa');
    expect([aNs.length, bNs.length]).toEqual([6, 4]);
  });

  it('hears of a cancel from outside though its calls never wait', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    setImmediate(() => controller.abort(new Error('stop')));
    const call = async (): Promise<void> => clock.skip(1);
    const running = alternate({ clock, turns: 1_000_000, a: { call }, b: { call } }, controller.signal);
    await expect(running).rejects.toThrow('stop');
    expect(clock.nowMs()).toBeLessThan(10_000);
  });

  it('ends between two calls when it is cancelled', async () => {
    const controller = new AbortController();
    let calls = 0;
    const call = async (): Promise<void> => {
      if (++calls === 3) controller.abort(new Error('stop'));
    };
    const running = alternate({ clock: new FakeClock(), turns: 9, a: { call }, b: { call } }, controller.signal);
    await expect(running).rejects.toThrow('stop');
    expect(calls).toBe(3);
  });
});
