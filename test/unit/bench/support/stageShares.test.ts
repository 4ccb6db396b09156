import { describe, expect, it } from 'vitest';
import { StageShares } from '../../../../bench/support/stageShares.ts';
import type { Span, SpanName, Trace } from '../../../../src/core/telemetry/trace.ts';

function trace(totalMs: number, spans: readonly [name: SpanName, durationMs: number, parent: number][]): Trace {
  const all: readonly Span[] = spans.map(([name, durationMs, parent]) => ({ name, startMs: 0, durationMs, parent }));
  return { requestId: 1, model: 'm', answerer: 'server' as const, startedAtMs: 0, totalMs, spans: all };
}

describe('the shares of the stages', () => {
  it('give each stage its time without what it encloses, and the rest to other', () => {
    const shares = new StageShares();
    shares.add(
      trace(100, [
        ['key', 10, -1],
        ['attempt', 80, -1],
        ['first_byte', 60, 1],
      ]),
    );
    expect(shares.metrics()).toEqual({ keyShare: 0.1, attemptShare: 0.2, firstByteShare: 0.6, otherShare: 0.1 });
  });

  it('weigh requests by their time and add up to 1', () => {
    const shares = new StageShares();
    shares.add(trace(10, [['key', 10, -1]]));
    shares.add(
      trace(30, [
        ['cache', 15, -1],
        ['cache', 5, -1],
      ]),
    );
    const metrics = shares.metrics();
    expect(metrics).toEqual({ keyShare: 0.25, cacheShare: 0.5, otherShare: 0.25 });
    expect(Object.values(metrics).reduce<number>((sum, share) => sum + Number(share), 0)).toBeCloseTo(1, 12);
  });

  it('are none without time', () => {
    expect(new StageShares().metrics()).toEqual({});
  });
});
