import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestHistory } from '../../../src/core/requestHistory.ts';
import { TraceRecorder } from '../../../src/core/telemetry/trace.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { makeScenario } from '../../support/scenarios.ts';

const scenario = makeScenario();

function traceOf(requestId: number) {
  return { requestId, model: 'm', answerer: 'server', startedAtMs: 0, totalMs: 1, spans: [] } as const;
}

function add(history: RequestHistory, id: number): void {
  history.add({ scenario, request: { origin: `file:///${id}` }, outcome: 'model', trace: traceOf(id) });
}

function addHit(history: RequestHistory, id: number): void {
  history.add({ scenario, request: {}, outcome: 'cache', trace: traceOf(id) });
}

describe('the history of requests', () => {
  it('hands out each request once to whoever asks from where it last was, or says that some are gone', () => {
    const looks = fc.array(fc.nat(12), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), looks, (capacity, additions) => {
        const history = new RequestHistory(capacity);
        let next = 1;
        let upTo = 0;
        let seen: number[] = [];
        for (const count of additions) {
          for (let i = 0; i < count; i++) add(history, next++);
          const news = history.since(upTo);
          const ids = news.requests.map(({ id }) => id);
          expect(news.isComplete).toBe(count <= capacity);
          seen = news.isComplete ? [...ids, ...seen].slice(0, capacity) : ids;
          upTo = news.upTo;
          const expected = Array.from({ length: Math.min(capacity, next - 1) }, (_, index) => next - 1 - index);
          expect(seen).toEqual(expected);
          expect(history.newest(3).map(({ id }) => id)).toEqual(expected.slice(0, 3));
        }
      }),
    );
  });

  it('gives all to somebody who knows more than there was, as a page of an earlier window does', () => {
    const history = new RequestHistory();
    add(history, 1);
    expect(history.since(7)).toMatchObject({ upTo: 1, isComplete: false, requests: [{ id: 1 }] });
  });

  it('keeps the world of the newest 200 that were no hits, and the trace of all', () => {
    const history = new RequestHistory();
    for (let id = 1; id <= 201; id++) add(history, id);
    expect(history.details(1)).toMatchObject({ id: 1, trace: { requestId: 1 } });
    expect(history.details(1)?.kept).toBeUndefined();
    expect(history.details(2)?.kept).toMatchObject({ scenario, origin: 'file:///2' });
    expect(history.details(999)).toBeUndefined();
  });

  it('keeps the world of the newest 20 hits, however many there are of them, and no world of others goes for it', () => {
    const history = new RequestHistory();
    add(history, 1);
    for (let id = 2; id <= 222; id++) addHit(history, id);
    const known = [1, 2, 202, 203, 222].map((id) => history.details(id)?.kept !== undefined);
    expect(known).toEqual([true, false, false, true, true]);
  });

  it('lists those under way until they end, at most 50', () => {
    const history = new RequestHistory();
    const clock = new FakeClock();
    for (let requestId = 1; requestId <= 51; requestId++) {
      const trace = new TraceRecorder({ clock, requestId, model: 'm', answerer: 'server' });
      trace.begin('queue');
      history.begin({ scenario: 'door', model: 'm', trace });
    }
    expect(history.running()).toHaveLength(50);
    expect(history.running()[0]).toEqual({
      id: 1,
      scenario: 'door',
      model: 'm',
      startedAtMs: clock.wallMs(),
      stage: 'queue',
    });
    add(history, 1);
    expect([history.running()[0]?.id, history.running().at(-1)?.id]).toEqual([2, 51]);
  });
});
