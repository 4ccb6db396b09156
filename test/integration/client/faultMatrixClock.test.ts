import { describe, expect, it, vi } from 'vitest';
import { noFaults } from '../../../src/core/simulator/faults.ts';
import { DIALECTS as WIRE_DIALECTS } from '../../support/dialects.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { serveDialect } from '../transport/transports.ts';
import { checkCell, failOnUnhandledRejections } from './checkCell.ts';
import { FAULT_CELLS } from './faultCells.ts';
import { DIALECTS, MatrixClient, spansOf } from './matrixClient.ts';

const HOUR_MS = 3_600_000;
/** Whatever has to do with time: limits, waits, loads. */
const TIMED =
  /never answered, once|with a (short|long) Retry-After|loading|stall in mid-stream, once|slow drip|breaker opens/;

failOnUnhandledRejections();

/** A calendar that is an hour fast at one look and an hour slow at the next. */
function jumping(): () => number {
  let looks = 0;
  return () => (looks++ % 2 === 0 ? HOUR_MS : -HOUR_MS);
}

describe.each(DIALECTS)('under a calendar that jumps, in the dialect of %s', (dialect) => {
  it.each(FAULT_CELLS.filter(({ title }) => TIMED.test(title)))('$title', (cell) =>
    checkCell(cell, dialect, jumping()),
  );

  it.each([HOUR_MS, -HOUR_MS])('an open breaker stays open (%d ms)', async (jumpMs) => {
    const simulator = await startForTest({ faults: { type: 'script', sequence: ['error'] } });
    const settings = {
      'planscope.breaker.failureThreshold': 1,
      'planscope.breaker.recoveryMs': 60_000,
    };
    const matrix = new MatrixClient({ endpoint: simulator.endpoint, dialect }, settings);
    await matrix.plan(makeScenario(1));
    matrix.clock.calendarError = () => jumpMs;
    const result = await matrix.plan(makeScenario(2));
    expect(result).toMatchObject({ tier: 'heuristic', reason: { code: 'breaker-open' } });
    expect(simulator.stats().requests).toBe(1);
    const { nextTrialAtMs = Number.NaN } = matrix.client.breaker('simulator').status();
    const untilTrialMs = nextTrialAtMs - matrix.clock.wallMs();
    expect(untilTrialMs).toBeGreaterThan(0);
    expect(untilTrialMs).toBeLessThanOrEqual(60_000);
    await matrix.expectNothingLeft(simulator);
  });

  it.each([HOUR_MS, -HOUR_MS])('an open breaker lets a trial through in its time (%d ms)', async (jumpMs) => {
    const simulator = await startForTest({ faults: { type: 'script', sequence: ['error'] } });
    const settings = { 'planscope.breaker.failureThreshold': 1, 'planscope.breaker.recoveryMs': 20 };
    const matrix = new MatrixClient({ endpoint: simulator.endpoint, dialect }, settings);
    await matrix.plan(makeScenario(1));
    matrix.clock.calendarError = () => jumpMs;
    expect(matrix.breaker()).toEqual({ state: 'open', succeeded: 0, failed: 1 });
    await simulator.setFaults(noFaults);
    await vi.waitFor(async () => {
      await matrix.plan(makeScenario(2), { useCache: false });
      expect(matrix.client.breaker('simulator').state).toBe('closed');
    });
    expect(await matrix.plan(makeScenario(3))).toMatchObject({ source: 'model' });
    await matrix.expectNothingLeft(simulator);
  });

  it.each([HOUR_MS, -HOUR_MS])('a plan in the cache is as old as it is (%d ms)', async (jumpMs) => {
    const simulator = await startForTest();
    const settings = { 'planscope.cache.ttlMs': 60_000 };
    const matrix = new MatrixClient({ endpoint: simulator.endpoint, dialect }, settings);
    const { plan } = await matrix.plan(makeScenario());
    matrix.clock.calendarError = () => jumpMs;
    expect(await matrix.plan(makeScenario())).toMatchObject({ source: 'cache', plan });
    expect(simulator.stats().requests).toBe(1);
    await matrix.expectNothingLeft(simulator);
  });
});

describe.each(WIRE_DIALECTS)('a Retry-After that is a date, from $title', (dialect) => {
  it('is one by the server’s clock, whatever ours says', async () => {
    let asked = 0;
    const server = await serveDialect(dialect, (incoming, response) => {
      incoming.resume();
      const date = new Date(1_800_000_000_000).toUTCString();
      const later = new Date(1_800_000_001_000).toUTCString();
      if (asked++ === 0) response.writeHead(429, { date, 'retry-after': later }).end();
      else response.end(dialect.word('{"plan_id":"p","steps":[{"act":"Scan","radius":5}]}') + dialect.end());
    });
    const matrix = new MatrixClient({ endpoint: server.endpoint, dialect: dialect.name });
    matrix.clock.calendarError = jumping();
    const result = await matrix.plan(makeScenario());
    expect(matrix.outcome(result)).toEqual({
      source: 'model',
      tier: 'full',
      reason: undefined,
      attempts: 2,
      retries: 1,
      failures: { busy: 1 },
      breaker: { state: 'closed', succeeded: 1, failed: 1 },
    });
    expect(spansOf(result, 'backoff').map(({ attributes }) => attributes?.['delayMs'])).toEqual([1_000]);
    await matrix.expectNothingLeft();
  });
});
