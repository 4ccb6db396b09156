import { describe, expect, it } from 'vitest';
import { MissLog } from '../../../src/core/missLog.ts';
import { digest } from '../../support/digests.ts';
import { makePlanner, type PlannerBench } from '../../support/planners.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { goodAnswer, refusedConnection } from '../../support/scriptedTransport.ts';

/** A planner of which each finished request is logged, as the client does. */
function makeLog(...script: Parameters<typeof makePlanner>[0]): {
  readonly bench: PlannerBench;
  readonly log: MissLog;
} {
  return { bench: makePlanner(script), log: new MissLog() };
}

async function plan(
  { bench, log }: ReturnType<typeof makeLog>,
  number: number,
  request: { readonly useCache?: boolean } = {},
): Promise<void> {
  const planning = bench.planner.plan(makeScenario(number), bench.target, request);
  await bench.clock.advance(1_000);
  await planning;
  const last = bench.finished.at(-1);
  if (last !== undefined) log.add(last);
}

describe('the misses of late', () => {
  it('are the requests that were looked up and not found, newest first', async () => {
    const made = makeLog(goodAnswer);
    await plan(made, 0);
    await plan(made, 0);
    await plan(made, 1, { useCache: false });
    await plan(made, 2);
    expect(made.log.list()).toEqual([
      { requestId: 4, scenario: 'world 2', atMs: expect.any(Number) },
      { requestId: 1, scenario: 'world 0', atMs: expect.any(Number) },
    ]);
  });

  it('have one that fell back among them', async () => {
    const made = makeLog(refusedConnection);
    await plan(made, 0);
    expect(made.log.list()).toMatchObject([{ requestId: 1 }]);
  });

  it('are at most fifty', async () => {
    const made = makeLog(goodAnswer);
    await plan(made, 0);
    const [finished] = made.bench.finished;
    if (finished === undefined) throw new Error('Nothing was finished.');
    for (let requestId = 2; requestId <= 60; requestId++) {
      made.log.add({ ...finished, trace: { ...finished.trace, requestId } });
    }
    expect(made.log.list()).toHaveLength(50);
    expect(made.log.list()[0]?.requestId).toBe(60);
    expect(made.log.explain(1, made.bench.cache)).toBeUndefined();
  });
});

describe('the explanation of a miss', () => {
  it('names in what it differs from the nearest cached question', async () => {
    const made = makeLog(goodAnswer);
    for (const number of [0, 7]) await plan(made, number);
    made.bench.transport.script = [refusedConnection];
    await plan(made, 8);
    const explained = made.log.explain(3, made.bench.cache);
    expect(explained).toMatchObject({ miss: { requestId: 3, scenario: 'world 8' }, cached: 2, isKeptNow: false });
    expect(explained?.explanation).toMatchObject({
      differences: [{ part: 'world/me/ammo', asked: '28' }],
    });
  });

  it('compares with what was cached before it, not with its own plan or a later one', async () => {
    const made = makeLog(goodAnswer);
    for (const number of [0, 7, 8]) await plan(made, number);
    const { cache } = made.bench;
    expect(made.log.explain(1, cache)).toMatchObject({
      explanation: { nearest: undefined },
      cached: 0,
      isKeptNow: true,
    });
    expect(made.log.explain(2, cache)).toMatchObject({
      explanation: { differences: [{ part: 'world/me/ammo', asked: '27', known: '20' }] },
      cached: 1,
      isKeptNow: true,
    });
    expect(made.log.explain(3, cache)).toMatchObject({ cached: 2 });
  });

  it('says why there is nothing to compare with: not yet, cleared, or too old', async () => {
    const made = makeLog(refusedConnection);
    const { cache, clock } = made.bench;
    await plan(made, 0);
    const nothing = { explanation: { nearest: undefined }, cached: 0, isKeptNow: false };
    expect(made.log.explain(1, cache)).toEqual({ ...nothing, miss: made.log.list()[0] });

    made.bench.transport.script = [goodAnswer];
    await plan(made, 1);
    clock.skip(60_001);
    made.bench.transport.script = [refusedConnection];
    await plan(made, 1);
    expect(made.log.explain(3, cache)).toMatchObject({ ...nothing, gone: 'expired' });

    cache.clear();
    made.log.cleared();
    expect(made.log.explain(1, cache)).toMatchObject({ ...nothing, gone: 'cleared' });
  });

  it('leaves out a cached plan of which the question cannot be read', async () => {
    const made = makeLog(goodAnswer);
    await plan(made, 0);
    const { cache, clock } = made.bench;
    const [kept] = cache.known(0);
    if (kept === undefined) throw new Error('Nothing was kept.');
    for (const question of ['{"t":0}\ncl-\n', 'no JSON']) {
      const value = { ...kept.value, asked: { ...kept.value.asked, question } };
      cache.set(digest(question), value, { bytes: 1, savedMs: 1, savedTokens: 1 });
    }
    await clock.advance(1_000);
    made.bench.transport.script = [refusedConnection];
    await plan(made, 7);
    expect(made.log.explain(2, cache)?.explanation).toMatchObject({
      nearest: kept.value.asked,
      differences: [{ part: 'world/me/ammo', asked: '27', known: '20' }],
    });
  });

  it('speaks of a clear only as long as it is what left the cache empty', async () => {
    const made = makeLog(refusedConnection);
    const { cache, transport, clock } = made.bench;
    await plan(made, 0);
    cache.clear();
    made.log.cleared();
    await plan(made, 1);
    transport.script = [goodAnswer];
    await plan(made, 2);
    await clock.advance(1_000);
    // Another cache takes the place of this one, which the user has not cleared.
    cache.clear();
    transport.script = [refusedConnection];
    await plan(made, 3);
    const gone = [1, 2, 3, 4].map((id) => made.log.explain(id, cache)?.gone);
    expect(gone).toEqual(['cleared', 'cleared', 'cleared', undefined]);
    made.log.cleared();
    expect(made.log.explain(4, cache)?.gone).toBe('cleared');
  });

  it('is there for no request that did not miss', () => {
    const { bench, log } = makeLog(goodAnswer);
    expect(log.explain(1, bench.cache)).toBeUndefined();
  });
});
