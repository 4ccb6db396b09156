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
      { clock, pairs: 3, a: step('a', 2), b: step('b', 5), before },
      new AbortController().signal,
    );
    expect(order).toBe('abbaab');
    expect(befores).toBe(6);
    expect(times).toEqual({ aNs: [2e6, 2e6, 2e6], bNs: [5e6, 5e6, 5e6] });
  });

  it('ends between two calls when it is cancelled', async () => {
    const controller = new AbortController();
    let calls = 0;
    const call = async (): Promise<void> => {
      if (++calls === 3) controller.abort(new Error('stop'));
    };
    const running = alternate({ clock: new FakeClock(), pairs: 9, a: call, b: call, before() {} }, controller.signal);
    await expect(running).rejects.toThrow('stop');
    expect(calls).toBe(3);
  });
});
