import { appendFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { heuristicPlan } from '../../../src/core/world/heuristicPlan.ts';
import type { PlanResult } from '../../../src/core/planResult.ts';
import type { DialectName } from '../../../src/core/transport/transport.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { FAULT_CELLS, type FaultCell } from './faultCells.ts';
import { DIALECTS, MatrixClient, spansOf } from './matrixClient.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
process.on('unhandledRejection', note);
afterAll(() => {
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

async function check(cell: FaultCell, dialect: DialectName): Promise<PlanResult> {
  const { faults, settings, apiKey, before = 0 } = cell;
  const { askedWaitsMs = [], loads = 0, finish, ...outcome } = { ...cell.expected, ...cell.but?.[dialect] };
  const simulator = await startForTest({ faults, ...cell.simulator });
  const { endpoint } = simulator;
  const matrix = new MatrixClient({ endpoint, dialect, ...(apiKey === undefined ? {} : { apiKey }) }, settings);
  for (let number = 1; number <= before; number++) await matrix.plan(makeScenario(number));

  const result = await matrix.plan(makeScenario());
  if (process.env['SHOW']) appendFileSync('/tmp/m/messages.txt', `${dialect} | ${cell.title} | ${result.reason?.code} | ${result.reason?.message}\n`);
  expect(matrix.outcome(result)).toEqual(outcome);
  // The simulator plans by the same rules as the fallback: whatever comes, it is all of this plan and nothing else.
  expect(result.plan.steps).toEqual(heuristicPlan(makeScenario())?.steps);
  const waitsMs = spansOf(result, 'backoff').map(({ attributes }) => Number(attributes?.['delayMs']));
  expect(waitsMs).toHaveLength(outcome.retries);
  expect(waitsMs.filter((waitMs) => waitMs > 2)).toEqual(askedWaitsMs);
  expect(spansOf(result, 'load')).toHaveLength(loads);
  if (finish !== undefined) expect(spansOf(result, 'attempt').at(-1)?.attributes).toMatchObject({ finish });
  await matrix.expectNothingLeft(simulator);
  return result;
}

describe.each(DIALECTS)('in the dialect of %s', (dialect) => {
  it.each(FAULT_CELLS)('$title', async (cell) => {
    await check(cell, dialect);
  });
});
