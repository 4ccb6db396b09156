import { onTestFinished } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../../src/core/simulator/simulator.ts';
import { startRulesSimulator } from '../../support/rulesSimulator.ts';

/** A simulator on a free port that answers at once and ends with the test. */
export async function startForTest(changes: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startRulesSimulator(changes);
  onTestFinished(() => simulator.dispose());
  return simulator;
}
