import { silentLogger } from '../../src/core/base/logger.ts';
import { noFaults } from '../../src/core/simulator/faults.ts';
import { preciseClock } from '../../src/core/simulator/preciseClock.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/core/simulator/simulator.ts';

/** A simulator on a free port that plans by rules and, where nothing else is said, at once. Whoever starts it ends it. */
export function startRulesSimulator(changes: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  return startSimulator({
    clock: preciseClock,
    logger: silentLogger,
    seed: 1,
    latency: { type: 'fixed', serviceTimeMs: 0 },
    faults: noFaults,
    mode: { type: 'rules' },
    ...changes,
  });
}
