import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span, Trace } from '../../../src/core/telemetry/trace.ts';
import { shortGapsText, spanRows } from '../../../src/shared/spanRows.ts';

function traceOf(spans: readonly Span[], totalMs = 1_000): Trace {
  return { requestId: 1, model: 'm', answerer: 'server', startedAtMs: 0, totalMs, spans };
}

function attempt(attributes: NonNullable<Span['attributes']>): Span {
  return { name: 'attempt', startMs: 100, durationMs: 900, parent: -1, attributes };
}

describe('the lines of a waterfall', () => {
  it('lose no span, whatever their parents are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 12 }), { maxLength: 12 }), (parents) => {
        const spans = parents.map((parent) => ({ name: 'attempt', startMs: 0, durationMs: 1, parent }) as const);
        const rows = spanRows(traceOf(spans));
        expect(rows).toHaveLength(parents.length);
        const keys = new Set<string | undefined>([undefined]);
        for (const { key, parentKey } of rows) {
          expect(keys.has(parentKey), 'a parent comes before its children').toBe(true);
          keys.add(key);
        }
      }),
    );
  });

  it('show below an attempt what the server says of load and prefill, and decoding as it was seen here', () => {
    const spans = [attempt({ loadMs: 200, prefillMs: 150, firstTextMs: 400, lastTextMs: 880, outputTokens: 1_214 })];
    const rows = spanRows(traceOf(spans)).map(({ label, level, startMs, durationMs }) => ({
      label,
      level,
      startMs,
      durationMs,
    }));
    expect(rows).toEqual([
      { label: 'Attempt', level: 1, startMs: 100, durationMs: 900 },
      { label: 'Load (server)', level: 2, startMs: 150, durationMs: 200 },
      { label: 'Prefill (server)', level: 2, startMs: 350, durationMs: 150 },
      { label: 'Decode', level: 2, startMs: 500, durationMs: 480 },
    ]);
  });

  it('place what a server says within its attempt, however long it claims to have worked', () => {
    const spans = [attempt({ loadMs: 9e15, prefillMs: 250, firstTextMs: 400, lastTextMs: 400 })];
    expect(spanRows(traceOf(spans)).map(({ label, startMs, durationMs }) => [label, startMs, durationMs])).toEqual([
      ['Attempt', 100, 900],
      ['Load (server)', 100, 150],
      ['Prefill (server)', 250, 250],
    ]);
  });

  it('claim nothing of the server’s work where no text came, or where it says nothing', () => {
    expect(spanRows(traceOf([attempt({ prefillMs: 150 })]))).toHaveLength(1);
    expect(spanRows(traceOf([attempt({ firstTextMs: 10, lastTextMs: 10 })]))).toHaveLength(1);
  });

  it('say attributes with their unit', () => {
    const [row] = spanRows(
      traceOf([attempt({ delayMs: 1_500, receivedBytes: 2_048, outputTokens: 1_214, rung: 'json' })]),
    );
    expect(row?.details).toEqual([
      { label: 'delayMs', value: '1.50 s' },
      { label: 'receivedBytes', value: '2 KiB' },
      { label: 'outputTokens', value: '1,214' },
      { label: 'rung', value: 'json' },
    ]);
  });

  it('leave out the gaps that are too short to be seen, and say how long they are together', () => {
    const gap = (durationMs: number): Span => ({ name: 'event_loop', startMs: 0, durationMs, parent: -1 });
    const parse: Span = { name: 'parse', startMs: 0, durationMs: 0.1, parent: -1 };
    const trace = traceOf([gap(9.5), parse, gap(10), gap(0.5)], 1_000);
    expect(spanRows(trace).map(({ label, durationMs }) => [label, durationMs])).toEqual([
      ['Parse', 0.1],
      ['Busy elsewhere', 10],
    ]);
    expect(shortGapsText(trace)).toBe('10.0 ms in short gaps (2), each below 1 % of the request');
    expect(shortGapsText(traceOf([gap(10)], 1_000))).toBeUndefined();
  });

  it('name the tier that was tried', () => {
    const spans = [
      { name: 'tier', startMs: 0, durationMs: 1, parent: -1, attributes: { tier: 'simplified' } },
    ] as const;
    expect(spanRows(traceOf(spans))[0]?.label).toBe('Tier simplified');
  });
});
