import { describe, expect, it } from 'vitest';
import { TraceRecorder } from '../../../../src/core/telemetry/trace.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

function recorder(clock: FakeClock, requestId = 1): TraceRecorder {
  return new TraceRecorder({ clock, requestId, model: 'phi3', answerer: 'server' });
}

describe('a trace', () => {
  it('says whose it is, when it began and how long it took', () => {
    const clock = new FakeClock();
    const startedAtMs = clock.wallMs();
    const trace = recorder(clock, 7);
    clock.skip(12.5);
    expect(trace.finish()).toEqual({
      requestId: 7,
      model: 'phi3',
      answerer: 'server',
      startedAtMs,
      totalMs: 12.5,
      spans: [{ name: 'event_loop', startMs: 0, durationMs: 12.5, parent: -1 }],
    });
  });

  it('does not follow a calendar that jumps', () => {
    const clock = new FakeClock();
    const trace = recorder(clock);
    clock.jumpWall(-3_600_000);
    clock.skip(5);
    expect(trace.finish().totalMs).toBe(5);
  });

  it('nests a span in the innermost one that is open', () => {
    const clock = new FakeClock();
    const trace = recorder(clock);
    const tier = trace.begin('tier');
    clock.skip(1);
    const attempt = trace.begin('attempt');
    clock.skip(2);
    trace.end(attempt);
    const parse = trace.begin('parse');
    clock.skip(4);
    trace.end(parse);
    trace.end(tier);
    expect(trace.finish().spans).toEqual([
      { name: 'tier', startMs: 0, durationMs: 7, parent: -1 },
      { name: 'event_loop', startMs: 0, durationMs: 1, parent: 0 },
      { name: 'attempt', startMs: 1, durationMs: 2, parent: 0 },
      { name: 'parse', startMs: 3, durationMs: 4, parent: 0 },
    ]);
  });

  it('closes what is left open inside a span that ends', () => {
    const clock = new FakeClock();
    const trace = recorder(clock);
    const attempt = trace.begin('attempt');
    trace.begin('connect');
    clock.skip(3);
    trace.end(attempt, { receivedBytes: 9 }, 'refused');
    clock.skip(5);
    trace.begin('tier');
    expect(trace.finish().spans).toEqual([
      { name: 'attempt', startMs: 0, durationMs: 3, parent: -1, attributes: { receivedBytes: 9 }, error: 'refused' },
      { name: 'connect', startMs: 0, durationMs: 3, parent: 0 },
      { name: 'event_loop', startMs: 3, durationMs: 5, parent: -1 },
      { name: 'tier', startMs: 8, durationMs: 0, parent: -1 },
    ]);
  });

  it('leaves no gap: a moment between two stages is the later one’s, more is a span of its own', () => {
    const clock = new FakeClock();
    const trace = recorder(clock);
    const tier = trace.begin('tier');
    clock.skip(1);
    const prompt = trace.begin('prompt');
    clock.skip(1);
    trace.end(prompt);
    clock.skip(0.04);
    const attempt = trace.begin('attempt');
    clock.skip(2);
    trace.end(attempt);
    clock.skip(0.03);
    trace.end(tier);
    clock.skip(3);
    const { spans, totalMs } = trace.finish();
    const times = spans.map(({ name, startMs, durationMs, parent }) => [name, startMs, startMs + durationMs, parent]);
    expect(times).toEqual([
      ['tier', 0, expect.closeTo(4.04), -1],
      ['event_loop', 0, 1, 0],
      ['prompt', 1, 2, 0],
      ['attempt', 2, expect.closeTo(4.04), 0],
      ['event_loop', expect.closeTo(4.04), expect.closeTo(7.07), -1],
    ]);
    expect(totalMs).toBeCloseTo(7.07);
  });

  it('keeps the first end of a span', () => {
    const clock = new FakeClock();
    const trace = recorder(clock);
    const span = trace.begin('cache');
    clock.skip(1);
    trace.end(span);
    clock.skip(1);
    trace.end(span, undefined, 'late');
    expect(trace.finish().spans).toEqual([
      { name: 'cache', startMs: 0, durationMs: 1, parent: -1 },
      { name: 'event_loop', startMs: 1, durationMs: 1, parent: -1 },
    ]);
  });

  it('closes everything when it is finished', () => {
    const clock = new FakeClock();
    const trace = recorder(clock);
    trace.begin('tier');
    trace.begin('attempt');
    trace.begin('stream');
    clock.skip(9);
    const { spans, totalMs } = trace.finish();
    expect(spans.map(({ durationMs }) => durationMs)).toEqual([9, 9, 9]);
    expect(totalMs).toBe(9);
  });

  it('times work that is done in it, also when that fails', () => {
    const clock = new FakeClock();
    const trace = recorder(clock);
    const value = trace.during('parse', () => {
      clock.skip(2);
      return 'value';
    });
    expect(value).toBe('value');
    expect(() =>
      trace.during('validate', () => {
        clock.skip(3);
        throw new Error('broken');
      }),
    ).toThrow('broken');
    expect(trace.finish().spans.map(({ name, durationMs, parent }) => [name, durationMs, parent])).toEqual([
      ['parse', 2, -1],
      ['validate', 3, -1],
    ]);
  });
});
