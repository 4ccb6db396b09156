import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { silentLogger } from '../../../src/core/base/logger.ts';
import { type SimulatorProcess, spawnSimulator } from '../../../src/core/simulator/simulatorProcess.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { startForTest } from '../simulator/startForTest.ts';
import { expectPlainWords, expectWholePlan, failOnUnhandledRejections } from './checkCell.ts';
import { DIALECTS, MatrixClient } from './matrixClient.ts';

const never = new AbortController().signal;
/** Of a server that would send a gigabyte and more, this much is looked at; and what is in the buffers on the way. */
const BOUND_BYTES = 16 * 1024 * 1024;
const ON_THE_WAY_BYTES = 4 * 1024 * 1024;
/** What has been read is held until it is collected. */
const MEMORY_BYTES = 80e6;

failOnUnhandledRejections();

function spawn(): Promise<SimulatorProcess> {
  const entry = fileURLToPath(new URL('../simulator/programs/simulate.ts', import.meta.url));
  return spawnSimulator(
    { clock: systemClock, logger: silentLogger, execPath: process.execPath, entry, args: [] },
    never,
  );
}

/** Every connection that this process opens until the test ends. */
function watchSockets(): readonly Socket[] {
  const sockets: Socket[] = [];
  const onSocket = (message: unknown): void => void sockets.push((message as { socket: Socket }).socket);
  subscribe('net.client.socket', onSocket);
  onTestFinished(() => void unsubscribe('net.client.socket', onSocket));
  return sockets;
}

/** Looks at this process's memory all the time; what it returns says by how many bytes it has grown at most. */
function watchMemory(): () => number {
  const used = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, used());
  }, 5);
  return () => {
    clearInterval(timer);
    return most - before;
  };
}

describe.each(DIALECTS)('in the dialect of %s', (dialect) => {
  it('DNS failure', async () => {
    const matrix = new MatrixClient({ endpoint: 'http://no-such-host.invalid:11434', dialect });
    const result = await matrix.plan(makeScenario());
    const { attempts, retries, ...outcome } = matrix.outcome(result);
    // A resolver that says that it does not know now (a machine without a network) is asked again.
    expect(attempts).toBe(retries + 1);
    expect(outcome).toEqual({
      source: 'fallback',
      tier: 'heuristic',
      reason: 'unknown-host',
      failures: { 'unknown-host': attempts },
      breaker: { state: 'closed', succeeded: 0, failed: attempts },
    });
    expectWholePlan(result);
    expectPlainWords(result);
    await matrix.expectNothingLeft();
  });

  it('a process that is killed in mid-stream', async () => {
    const child = await spawn();
    onTestFinished(() => child.dispose());
    await child.setFaults({ type: 'script', sequence: ['slow-drip'], dripMs: 1 }, never);
    const matrix = new MatrixClient({ endpoint: child.endpoint, dialect });
    const result = await matrix.plan(makeScenario(), {
      onProgress: ({ type }) => {
        if (type === 'step') process.kill(child.pid, 'SIGKILL');
      },
    });
    expect(matrix.outcome(result)).toEqual({
      source: 'fallback',
      tier: 'heuristic',
      reason: 'refused',
      attempts: 4,
      retries: 3,
      failures: { reset: 1, refused: 3 },
      breaker: { state: 'closed', succeeded: 0, failed: 4 },
    });
    expectWholePlan(result);
    expectPlainWords(result);
    await matrix.expectNothingLeft();
  });

  it('a full queue', async () => {
    const simulator = await startForTest({ faults: { type: 'rates', rates: [{ kind: 'stall', rate: 1 }] } });
    const settings = { 'planscope.queue.maxConcurrent': 1, 'planscope.queue.maxWaiting': 1 };
    const matrix = new MatrixClient({ endpoint: simulator.endpoint, dialect }, settings);
    const ahead = [1, 2].map((number) => expect(matrix.plan(makeScenario(number))).rejects.toThrow('aborted'));
    await vi.waitFor(() => expect(simulator.stats().activeRequests).toBe(1));
    const result = await matrix.plan(makeScenario());
    expect(matrix.outcome(result)).toEqual({
      source: 'fallback',
      tier: 'heuristic',
      reason: 'queue-full',
      attempts: 1,
      retries: 0,
      failures: {},
      breaker: { state: 'closed', succeeded: 0, failed: 0 },
    });
    expectWholePlan(result);
    expectPlainWords(result);
    matrix.user.abort();
    await Promise.all(ahead);
    expect(simulator.stats().requests).toBe(1);
    expect(matrix.breaker()).toEqual({ state: 'closed', succeeded: 0, failed: 0 });
    await matrix.expectNothingLeft(simulator);
  });

  describe('an answer of a gigabyte, without end', () => {
    let child: SimulatorProcess;
    beforeAll(async () => {
      child = await spawn();
    });
    afterAll(() => child.dispose());

    it('is ended at a bound, and so is the memory that it takes', async () => {
      await child.setFaults({ type: 'script', sequence: ['endless'] }, never);
      const matrix = new MatrixClient({ endpoint: child.endpoint, dialect });
      const sockets = watchSockets();
      const growthBytes = watchMemory();
      const result = await matrix.plan(makeScenario());
      expect(growthBytes()).toBeLessThan(MEMORY_BYTES);
      expect(Math.max(...sockets.map(({ bytesRead }) => bytesRead))).toBeLessThan(BOUND_BYTES + ON_THE_WAY_BYTES);
      expect(matrix.outcome(result)).toEqual({
        source: 'fallback',
        tier: 'simplified',
        reason: 'answer-too-long',
        attempts: 2,
        retries: 0,
        failures: { 'answer-too-long': 1 },
        breaker: { state: 'closed', succeeded: 1, failed: 1 },
      });
      expectWholePlan(result);
      expectPlainWords(result);
      await matrix.expectNothingLeft();
      await vi.waitFor(async () =>
        expect(await child.stats(never)).toMatchObject({ openSockets: 0, activeRequests: 0 }),
      );
    });
  });
});
