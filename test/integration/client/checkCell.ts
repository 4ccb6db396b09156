import { afterAll, expect } from 'vitest';
import type { PlanResult } from '../../../src/core/planResult.ts';
import type { DialectName } from '../../../src/core/transport/transport.ts';
import { heuristicPlan } from '../../../src/core/world/heuristicPlan.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { startForTest } from '../simulator/startForTest.ts';
import type { FaultCell } from './faultCells.ts';
import { MatrixClient, spansOf } from './matrixClient.ts';

/** The longest back-off of a cell, milliseconds: longer waits are those that servers ask for. */
const LONGEST_BACKOFF_MS = 2;

/** Runs one cell in one dialect. `calendarError`: how far off the client's calendar is at each look, milliseconds. */
export async function checkCell(cell: FaultCell, dialect: DialectName, calendarError = () => 0): Promise<void> {
  const { faults, settings, apiKey, before = 0 } = cell;
  const { askedWaitsMs = [], loads = 0, finish, ...outcome } = { ...cell.expected, ...cell.but?.[dialect] };
  const simulator = await startForTest({ faults, ...cell.simulator });
  const key = apiKey === undefined ? {} : { apiKey };
  const matrix = new MatrixClient({ endpoint: simulator.endpoint, dialect, ...key }, settings);
  matrix.clock.calendarError = calendarError;
  for (let number = 1; number <= before; number++) await matrix.plan(makeScenario(number));

  const result = await matrix.plan(makeScenario());
  expect(matrix.outcome(result)).toEqual(outcome);
  expectWholePlan(result);
  expectPlainWords(result);
  const waitsMs = spansOf(result, 'backoff').map(({ attributes }) => Number(attributes?.['delayMs']));
  // A stale connection is replaced without a wait.
  expect(waitsMs).toHaveLength(outcome.retries - (outcome.failures['stale-connection'] ?? 0));
  expect(waitsMs.filter((waitMs) => waitMs > LONGEST_BACKOFF_MS)).toEqual(askedWaitsMs);
  expect(spansOf(result, 'load')).toHaveLength(loads);
  if (finish !== undefined) expect(spansOf(result, 'attempt').at(-1)?.attributes).toMatchObject({ finish });
  await matrix.expectNothingLeft(simulator);
}

/** The simulator plans by the same rules as the fallback: whatever happens, it is all of this plan and nothing else. */
export function expectWholePlan({ plan }: PlanResult): void {
  expect(plan.steps).toEqual(heuristicPlan(makeScenario())?.steps);
}

/** Sentences, with nothing in them that only a program understands. */
export function expectPlainWords({ source, reason }: PlanResult): void {
  expect(reason === undefined).toBe(source !== 'fallback');
  if (reason === undefined) return;
  expect(reason.message).toMatch(/^[A-Z].*\.$/s);
  expect(reason.message).not.toMatch(/undefined|\[object|NaN|\n\s+at /);
}

/** Fails the file in which it is called when a rejection stays without a handler. */
export function failOnUnhandledRejections(): void {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  afterAll(() => {
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
}
