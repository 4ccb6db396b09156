import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packRequests, requestRow, unpackRequests } from '../../../src/shared/requestRows.ts';
import { sampleSummary } from './samples/sampleClient.ts';

const anyRequests = fc.array(
  fc.record({
    id: fc.nat(100_000),
    scenario: fc.constantFrom('door', 'bridge', '__proto__', ''),
    reason: fc.option(fc.constantFrom('the breaker is open', '"'), { nil: undefined }),
    startedAtMs: fc.integer({ min: 1_777_636_800_000, max: 1_777_640_400_000 }),
    totalMs: fc.double({ min: 0, max: 300_000, noNaN: true }),
  }),
  { maxLength: 40 },
);

describe('packed requests', () => {
  it('come out as they were put in, their time to four digits', () => {
    fc.assert(
      fc.property(anyRequests, (changes) => {
        const requests = changes.map(({ id, reason, ...change }) =>
          sampleSummary(id, reason === undefined ? change : { ...change, reason }),
        );
        const packed = packRequests(requests, { after: 3, upTo: 3 + requests.length });
        const rows = unpackRequests(JSON.parse(JSON.stringify(packed)));
        expect(rows).toEqual(
          requests.map((request) => {
            const row = requestRow(request);
            return { ...row, totalMs: Number(row.totalMs.toPrecision(4)) };
          }),
        );
      }),
    );
  });

  it('take little: a second of a thousand hits is below 30 kB', () => {
    const requests = Array.from({ length: 1_000 }, (_, index) =>
      sampleSummary(50_000 - index, { outcome: 'cache', tier: 'full', totalMs: 0.0612345 + index / 1e5 }),
    );
    const packed = packRequests(requests, { after: 49_000, upTo: 50_000 });
    expect(JSON.stringify(packed).length).toBeLessThan(30_000);
    expect(packed.kinds.length).toBeLessThan(20);
  });
});
