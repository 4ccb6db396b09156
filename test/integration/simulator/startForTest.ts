import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/core/base/clock.ts';
import { silentLogger } from '../../../src/core/base/logger.ts';
import { noFaults } from '../../../src/core/simulator/faults.ts';
import { preciseClock } from '../../../src/core/simulator/preciseClock.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../src/core/simulator/simulator.ts';

/** A simulator on a free port that answers at once and ends with the test. */
export async function startForTest(changes: Partial<SimulatorOptions> & { clock?: Clock } = {}): Promise<Simulator> {
  const simulator = await startSimulator({
    clock: preciseClock,
    logger: silentLogger,
    seed: 1,
    latency: { type: 'fixed', serviceTimeMs: 0 },
    faults: noFaults,
    mode: { type: 'rules' },
    ...changes,
  });
  onTestFinished(() => simulator.dispose());
  return simulator;
}
