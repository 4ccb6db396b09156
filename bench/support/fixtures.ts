import type { CaseContext } from '../../src/core/bench/benchCase.ts';
import type { FixtureMakers } from '../../src/core/bench/fixtures.ts';
import type { FaultPlan } from '../../src/core/simulator/faults.ts';
import { noFaults } from '../../src/core/simulator/faults.ts';
import { simulatorModelName } from '../../src/core/simulator/models.ts';
import { type SimulatorProcess, type SpawnOptions, spawnSimulator } from '../../src/core/simulator/simulatorProcess.ts';
import { identityOf, type ModelChoice, type ModelServer } from './modelServer.ts';
import { SimulatorFleet } from './simulatorFleet.ts';

/** What the suites share. */
export interface BenchFixtures {
  /** In a process of its own; the cases set it to what they need. */
  readonly simulator: SimulatorProcess;
  /** Whom the suite `model` asks. */
  readonly modelServer: ModelServer;
  /** More of them, for cases that run several experiments at a time. */
  readonly fleet: SimulatorFleet;
}

export type Context = CaseContext<BenchFixtures>;

/** Model names that the simulator answers for besides its own: for cases that need several breakers. */
export const otherModels = ['phi3', 'second-model', 'third-model'] as const;

/**
 * How the shared resources are made. `spawn` is where the simulator's program is; `seed` fixes its faults; `model` is
 * whom the suite `model` asks.
 */
export function benchFixtures(
  spawn: Omit<SpawnOptions, 'args'>,
  seed: number,
  model: ModelChoice,
): FixtureMakers<BenchFixtures> {
  const args = ['--seed', String(seed), ...otherModels.flatMap((name) => ['--model', name])];
  return {
    async simulator(_, signal) {
      const simulator = await spawnSimulator({ ...spawn, args }, signal);
      return { value: simulator, dispose: () => simulator.dispose() };
    },
    async modelServer(_, signal) {
      const { settings } = model;
      const identity = identityOf(model);
      if (model.type === 'server') {
        const { target, firstRequestMs } = model;
        const value = { target, identity, settings, profileScale: undefined, firstRequestMs };
        return { value, dispose: () => {} };
      }
      const profile = ['--seed', String(seed), '--profile', 'phi3', '--scale', String(model.scale)];
      const { endpoint, dispose } = await started(spawn, profile, signal);
      const target = { kind: 'simulator', endpoint, model: simulatorModelName, parallelRequests: 1 } as const;
      return { value: { target, identity, settings, profileScale: model.scale, firstRequestMs: 0 }, dispose };
    },
    fleet(_, signal) {
      const fleet = new SimulatorFleet(spawn, signal);
      return Promise.resolve({ value: fleet, dispose: () => fleet.dispose() });
    },
  };
}

async function started(spawn: Omit<SpawnOptions, 'args'>, args: readonly string[], signal: AbortSignal) {
  const simulator = await spawnSimulator({ ...spawn, args }, signal);
  return { endpoint: simulator.endpoint, dispose: () => simulator.dispose() };
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
