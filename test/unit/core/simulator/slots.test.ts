import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxQueued, Slots } from '../../../../src/core/simulator/slots.ts';

const never = new AbortController().signal;

/** Lets every promise that can settle do so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('slots', () => {
  it('are taken up to the limit', () => {
    const slots = new Slots();
    expect([slots.tryAcquire(2), slots.tryAcquire(2), slots.tryAcquire(2)]).toEqual([true, true, false]);
  });

  it('go to those who wait, in the order of arrival', async () => {
    const slots = new Slots();
    const order: string[] = [];
    slots.tryAcquire(1);
    const first = slots.acquire(1, never).then(() => order.push('first'));
    const second = slots.acquire(1, never).then(() => order.push('second'));
    slots.release();
    await first;
    expect(order).toEqual(['first']);
    slots.release();
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  it('pass over one who has left the queue', async () => {
    const slots = new Slots();
    const leaving = new AbortController();
    slots.tryAcquire(1);
    const left = slots.acquire(1, leaving.signal);
    const stays = slots.acquire(1, never);
    leaving.abort();
    await expect(left).rejects.toThrow();
    slots.release();
    await stays;
  });

  it('are free again after the last release', () => {
    const slots = new Slots();
    slots.tryAcquire(1);
    slots.release();
    expect(slots.tryAcquire(1)).toBe(true);
  });

  it('are never more in use than the limit, and everybody who stays gets one', async () => {
    const action = fc.record({ type: fc.constantFrom('ask', 'leave', 'finish'), who: fc.nat(9) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(action, { maxLength: 40 }), async (limit, actions) => {
        const slots = new Slots();
        const waiting = new Map<number, AbortController>();
        const working: number[] = [];
        let asked = 0;
        for (const { type, who } of actions) {
          const [waiter] = [...waiting.keys()].slice(who);
          if (type === 'ask') {
            const id = asked++;
            const leave = new AbortController();
            waiting.set(id, leave);
            slots.acquire(limit, leave.signal).then(
              () => {
                waiting.delete(id);
                working.push(id);
              },
              () => waiting.delete(id),
            );
          } else if (type === 'leave' && waiter !== undefined) waiting.get(waiter)?.abort();
          else if (type === 'finish' && working.shift() !== undefined) slots.release();
          await settled();
          expect(working.length).toBeLessThanOrEqual(limit);
          expect(waiting.size === 0 || working.length === limit).toBe(true);
        }
      }),
    );
  });

  it('are full only when the queue is', () => {
    const slots = new Slots();
    slots.tryAcquire(1);
    expect(slots.isFull(1)).toBe(false);
    for (let i = 0; i < maxQueued; i++) void slots.acquire(1, never);
    expect(slots.isFull(1)).toBe(true);
    slots.release();
    expect(slots.isFull(1)).toBe(false);
  });
});
