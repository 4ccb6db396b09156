import { describe, expect, it, vi } from 'vitest';
import type { PlanProgress } from '../../../src/core/planRequest.ts';
import type { Settings } from '../../../src/core/settings/settings.ts';
import type { FaultKind, FaultPlan, FaultTimes } from '../../../src/core/simulator/faults.ts';
import type { Simulator } from '../../../src/core/simulator/simulator.ts';
import type { DialectName } from '../../../src/core/transport/transport.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { failOnUnhandledRejections } from './checkCell.ts';
import { DIALECTS, MatrixClient } from './matrixClient.ts';

const always = (kind: FaultKind, times: FaultTimes = {}): FaultPlan => ({
  type: 'rates',
  rates: [{ kind, rate: 1 }],
  ...times,
});
const oneAtATime: Partial<Settings> = { 'planscope.queue.maxConcurrent': 1 };

failOnUnhandledRejections();

/** A phase of a request in which its user leaves. */
interface Phase {
  readonly phase: string;
  readonly faults: FaultPlan;
  readonly settings?: Partial<Settings>;
  /** Requests before it that hold the server. */
  readonly ahead?: number;
  /** Throws until the request is in that phase. */
  readonly isReached: (seen: {
    readonly matrix: MatrixClient;
    readonly simulator: Simulator;
    readonly progress: readonly PlanProgress['type'][];
  }) => void;
  /** Failed attempts before it; each is one of the breaker's. */
  readonly failures?: Readonly<Record<string, number>>;
}

const isAsked: Phase['isReached'] = ({ simulator }) => expect(simulator.stats().activeRequests).toBe(1);

const PHASES: readonly Phase[] = [
  { phase: 'before anything is sent', faults: always('stall'), isReached: () => {} },
  {
    phase: 'in the queue',
    faults: always('stall'),
    settings: oneAtATime,
    ahead: 1,
    isReached: ({ progress }) => expect(progress).toContain('queued'),
  },
  { phase: 'before the headers', faults: always('stall'), isReached: isAsked },
  { phase: 'after the headers', faults: always('headers-only'), isReached: isAsked },
  {
    phase: 'in mid-stream',
    faults: always('slow-drip', { dripMs: 1 }),
    isReached: ({ progress }) => expect(progress).toContain('step'),
  },
  {
    phase: 'in a load',
    faults: always('not-ready', { loadingMs: 60_000 }),
    isReached: ({ progress }) => expect(progress).toContain('loading'),
  },
  {
    phase: 'in a back-off',
    faults: always('retry-after', { retryAfterS: 9 }),
    isReached: ({ matrix }) => expect(matrix.client.counters().retries).toBe(1),
    failures: { busy: 1 },
  },
];

async function leaveIn(row: Phase, dialect: DialectName): Promise<void> {
  const { faults, settings, ahead = 0, isReached, failures = {} } = row;
  const simulator = await startForTest({ faults });
  const matrix = new MatrixClient({ endpoint: simulator.endpoint, dialect }, settings);
  const holding = new AbortController();
  const held = Array.from({ length: ahead }, (_, index) =>
    matrix.client.plan(makeScenario(index + 1), {}, holding.signal),
  );
  const holds = Promise.allSettled(held);

  const progress: PlanProgress['type'][] = [];
  const leaving = matrix.plan(makeScenario(), { onProgress: ({ type }) => progress.push(type) });
  const rejection = expect(leaving).rejects.toMatchObject({ name: 'AbortError' });
  await vi.waitFor(() => isReached({ matrix, simulator, progress }), { interval: 2, timeout: 10_000 });
  matrix.user.abort();
  await rejection;
  expect(matrix.client.counters()).toMatchObject({ cancelled: 1, fallbackPlans: 0, unavailable: 0, failures });
  holding.abort();
  await holds;
  expect(matrix.client.counters()).toMatchObject({ requests: 1 + ahead, cancelled: 1 + ahead, failures });
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  expect(matrix.breaker()).toEqual({ state: 'closed', succeeded: 0, failed });
  await matrix.expectNothingLeft(simulator);
}

describe.each(DIALECTS)('a user who leaves, in the dialect of %s', (dialect) => {
  it.each(PHASES)('$phase: is no failure, and leaves nothing', (row) => leaveIn(row, dialect));

  it('takes a half-open breaker’s trial along, which counts for nothing', async () => {
    const sequence: readonly FaultKind[] = ['error', 'stall', 'stall', 'stall'];
    const simulator = await startForTest({ faults: { type: 'script', sequence } });
    const matrix = new MatrixClient(
      { endpoint: simulator.endpoint, dialect },
      { 'planscope.breaker.failureThreshold': 1, 'planscope.breaker.recoveryMs': 10 },
    );
    await matrix.plan(makeScenario(1));
    const { client, user } = matrix;
    await vi.waitFor(() => {
      expect(client.breaker('simulator').status()).toMatchObject({ state: 'half-open', trials: { running: 0 } });
    });
    const before = client.breaker('simulator').status();
    const leaving = expect(matrix.plan(makeScenario(2))).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(1));
    user.abort();
    await leaving;
    await vi.waitFor(() =>
      expect(client.breaker('simulator').status()).toMatchObject({
        state: 'half-open',
        failures: 1,
        trials: { ...before.trials, running: 0 },
      }),
    );
    await matrix.expectNothingLeft(simulator);
  });
});
