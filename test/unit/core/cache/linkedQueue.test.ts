import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkedQueue, type Links } from '../../../../src/core/cache/linkedQueue.ts';

class Item implements Links<Item> {
  older: Item | undefined;
  newer: Item | undefined;
}

describe('a linked queue', () => {
  it('holds, for every sequence of changes, what an array would', () => {
    const anyStep = fc.record({
      type: fc.constantFrom('add', 'add', 'deleteOldest', 'delete', 'clear'),
      at: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const queue = new LinkedQueue<Item>();
        const items: Item[] = [];
        const gone: Item[] = [];
        for (const { type, at } of steps) {
          if (type === 'add') {
            const item = gone.pop() ?? new Item();
            queue.add(item);
            items.push(item);
          } else if (type === 'clear') {
            if (at > 2) continue;
            queue.clear();
            items.length = gone.length = 0;
          } else {
            const [item] = items.splice(type === 'deleteOldest' ? 0 : at, 1);
            if (item === undefined) continue;
            expect(queue.delete(item)).toBe(true);
            gone.push(item);
          }
          expect([queue.size, queue.oldest]).toEqual([items.length, items[0]]);
          expect(items.every((item) => queue.has(item))).toBe(true);
          expect(gone.some((item) => queue.has(item) || queue.delete(item))).toBe(false);
        }
      }),
    );
  });
});
