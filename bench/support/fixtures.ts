import type { CaseContext } from '../../src/core/bench/benchCase.ts';
import type { FixtureMakers } from '../../src/core/bench/fixtures.ts';
import type { FaultPlan } from '../../src/core/simulator/faults.ts';
import { noFaults } from '../../src/core/simulator/faults.ts';
import { type SimulatorProcess, type SpawnOptions, spawnSimulator } from '../../src/core/simulator/simulatorProcess.ts';

/** What the suites share: one simulator, in a process of its own, that the cases set to what they need. */
export interface BenchFixtures {
  readonly simulator: SimulatorProcess;
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
