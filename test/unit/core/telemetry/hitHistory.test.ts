import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HitHistory } from '../../../../src/core/telemetry/hitHistory.ts';

const START_MS = 1_777_636_800_000;

describe('the history of hits', () => {
  it('is what a plain count over the last ten minutes says, in steps of ten seconds', () => {
    const lookups = fc.array(fc.record({ waitMs: fc.nat(120_000), isHit: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(lookups, fc.nat(900_000), (steps, laterMs) => {
        const history = new HitHistory();
        const all: { readonly bucket: number; readonly isHit: boolean }[] = [];
        let atMs = START_MS;
        for (const { waitMs, isHit } of steps) {
          atMs += waitMs;
          history.add(atMs, isHit);
          all.push({ bucket: Math.floor(atMs / 10_000), isHit });
        }
        const nowMs = atMs + laterMs;
        const newest = Math.floor(nowMs / 10_000);
        const expected = Array.from({ length: 60 }, (_, index) => {
          const of = all.filter(({ bucket }) => bucket === newest - 59 + index);
          return of.length === 0 ? null : of.filter(({ isHit }) => isHit).length / of.length;
        });
        expect(history.ratios(nowMs)).toEqual(expected);
      }),
    );
  });

  it('loses nothing when the clock is set back, and forgets all when the cache starts anew', () => {
    const history = new HitHistory();
    history.add(START_MS, true);
    history.add(START_MS - 3_600_000, false);
    expect(history.ratios(START_MS).at(-1)).toBe(0.5);
    history.clear();
    expect(history.ratios(START_MS).every((ratio) => ratio === null)).toBe(true);
  });
});
