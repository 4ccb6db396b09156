import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecentNumbers } from '../../../../src/core/telemetry/recentNumbers.ts';

it('keeps the newest, oldest first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(), { maxLength: 40 }), (capacity, numbers) => {
      const recent = new RecentNumbers(capacity);
      for (const number of numbers) recent.add(number);
      expect(recent.list()).toEqual(numbers.slice(-capacity));
    }),
  );
});
