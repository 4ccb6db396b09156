import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Traffic } from '../../../../src/core/telemetry/traffic.ts';
import { digest } from '../../../support/digests.ts';

describe('the traffic', () => {
  it('is empty at first', () => {
    expect(new Traffic().list()).toEqual([]);
  });

  it('remembers of each request the beginning of its key, its time and whether it was a hit', () => {
    const traffic = new Traffic();
    traffic.add('abcdefghijklmnopqrstuvwxyz0123456789+/ABCDE=', 1_700_000_000_123, true);
    traffic.add('+/+/+/+zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz=', 1_700_000_000_456.5, false);
    expect(traffic.list()).toEqual([
      { key: 'abcdefg', atMs: 1_700_000_000_123, hit: true },
      { key: '+/+/+/+', atMs: 1_700_000_000_456.5, hit: false },
    ]);
  });

  it('remembers the newest requests, oldest first, whatever came before', () => {
    const requests = fc.array(fc.record({ name: fc.nat(50), atMs: fc.nat(), hit: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 20 }), (added, capacity) => {
        const traffic = new Traffic(capacity);
        for (const { name, atMs, hit } of added) traffic.add(digest(name), atMs, hit);
        const newest = added.slice(-capacity);
        expect(traffic.list()).toEqual(
          newest.map(({ name, atMs, hit }) => ({ key: digest(name).slice(0, 7), atMs, hit })),
        );
      }),
    );
  });

  it('remembers 10,000 unless told otherwise', () => {
    const traffic = new Traffic();
    for (let i = 0; i < 10_005; i++) traffic.add(digest('one'), i, true);
    const list = traffic.list();
    expect(list).toHaveLength(10_000);
    expect(list[0]?.atMs).toBe(5);
  });
});
