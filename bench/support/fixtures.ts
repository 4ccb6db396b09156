import type { CaseContext } from '../../src/core/bench/benchCase.ts';
import type { FixtureMakers } from '../../src/core/bench/fixtures.ts';
import type { FaultPlan } from '../../src/core/simulator/faults.ts';
import { noFaults } from '../../src/core/simulator/faults.ts';
import { type SimulatorProcess, type SpawnOptions, spawnSimulator } from '../../src/core/simulator/simulatorProcess.ts';
import { SimulatorFleet } from './simulatorFleet.ts';

/** What the suites share. */
export interface BenchFixtures {
  /** In a process of its own; the cases set it to what they need. */
  readonly simulator: SimulatorProcess;
  /** More of them, for cases that run several experiments at a time. */
  readonly fleet: SimulatorFleet;
}

export type Context = CaseContext<BenchFixtures>;

/** Model names that the simulator answers for besides its own: for cases that need several breakers. */
export const otherModels = ['phi3', 'second-model', 'third-model'] as const;

/** How the shared resources are made. `spawn` is where the simulator's program is; `seed` fixes its faults. */
export function benchFixtures(spawn: Omit<SpawnOptions, 'args'>, seed: number): FixtureMakers<BenchFixtures> {
  const args = ['--seed', String(seed), ...otherModels.flatMap((name) => ['--model', name])];
  return {
    async simulator(_, signal) {
      const simulator = await spawnSimulator({ ...spawn, args }, signal);
      return { value: simulator, dispose: () => simulator.dispose() };
    },
    fleet(_, signal) {
      const fleet = new SimulatorFleet(spawn, signal);
      return Promise.resolve({ value: fleet, dispose: () => fleet.dispose() });
    },
  };
}

/** The shared simulator, set to this service time and these faults, whatever the case before left behind. */
export async function simulatorWith(
  context: Context,
  setting: { readonly serviceTimeMs: number; readonly faults?: FaultPlan },
): Promise<SimulatorProcess> {
  const { signal } = context;
  const simulator = await context.fixture('simulator');
  await simulator.setLatency({ type: 'fixed', serviceTimeMs: setting.serviceTimeMs }, signal);
  await simulator.setFaults(setting.faults ?? noFaults, signal);
  return simulator;
}
