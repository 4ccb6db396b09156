import { type SimulatorProcess, type SpawnOptions, spawnSimulator } from '../../src/core/simulator/simulatorProcess.ts';

/** Simulators for cases that run several experiments at a time; each is started at its first use. */
export class SimulatorFleet {
  readonly #spawn: Omit<SpawnOptions, 'args'>;
  readonly #signal: AbortSignal;
  readonly #members = new Map<string, Promise<SimulatorProcess>>();

  /** None is started any more once `signal` aborts. */
  constructor(spawn: Omit<SpawnOptions, 'args'>, signal: AbortSignal) {
    this.#spawn = spawn;
    this.#signal = signal;
  }

  /** The simulator under this number, whose faults and answers are those of `seed`. */
  member(number: number, seed: number): Promise<SimulatorProcess> {
    const name = `${number} ${seed}`;
    const known = this.#members.get(name);
    if (known !== undefined) return known;
    const started = spawnSimulator({ ...this.#spawn, args: ['--seed', String(seed)] }, this.#signal);
    // Whoever asks gets the rejection; at the time it happens maybe nobody waits.
    started.catch(() => {});
    this.#members.set(name, started);
    return started;
  }

  async dispose(): Promise<void> {
    const started = await Promise.allSettled(this.#members.values());
    await Promise.all(started.flatMap((one) => (one.status === 'fulfilled' ? [one.value.dispose()] : [])));
  }
}
