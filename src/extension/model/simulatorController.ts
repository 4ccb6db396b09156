import { systemClock } from '../../core/base/clock.ts';
import type { Disposable } from '../../core/base/disposable.ts';
import { Emitter, type Event } from '../../core/base/events.ts';
import type { Logger } from '../../core/base/logger.ts';
import { type SimulatorProcess, spawnSimulator } from '../../core/simulator/simulatorProcess.ts';
import { demandTrust, type WorkspaceTrust } from '../workspaceTrust.ts';

/** How the simulator is started. */
export interface SimulatorSettings {
  /** 0 takes a free port. */
  readonly port: number;
  readonly serviceTimeMs: number;
}

/** The window's one simulator: a model server in a process of its own that ends with the window at the latest. */
export class SimulatorController implements Disposable {
  readonly #logger: Logger;
  readonly #entry: string;
  readonly #trust: WorkspaceTrust;
  readonly #exits: Emitter<string>;
  #running: SimulatorProcess | undefined;
  #starting: Promise<SimulatorProcess> | undefined;
  readonly #lifetime = new AbortController();

  constructor(options: { readonly logger: Logger; readonly entry: string; readonly trust: WorkspaceTrust }) {
    this.#logger = options.logger;
    this.#entry = options.entry;
    this.#trust = options.trust;
    this.#exits = new Emitter((error) => this.#logger.error(`A simulator listener failed: ${String(error)}`));
  }

  /** The one at this address ended, by command or by itself. */
  get onDidExit(): Event<string> {
    return this.#exits.event;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Its address; starts it when it is not running. Rejects with the reason when it cannot or may not start. */
  async start(settings: SimulatorSettings): Promise<string> {
    demandTrust(this.#trust);
    if (this.#running !== undefined) return this.#running.endpoint;
    this.#starting ??= this.#spawn(settings).finally(() => {
      this.#starting = undefined;
    });
    return (await this.#starting).endpoint;
  }

  /** Ends it; nothing to do when it is not running. */
  async stop(): Promise<void> {
    await this.#starting?.catch(() => {});
    const running = this.#running;
    this.#running = undefined;
    await running?.dispose();
  }

  dispose(): void {
    this.#lifetime.abort(new DOMException('The window closed.', 'AbortError'));
    void this.stop();
    this.#exits.dispose();
  }

  async #spawn(settings: SimulatorSettings): Promise<SimulatorProcess> {
    const simulator = await spawnSimulator(
      {
        clock: systemClock,
        logger: this.#logger,
        execPath: process.execPath,
        entry: this.#entry,
        args: ['--port', String(settings.port), '--service-time', String(settings.serviceTimeMs)],
      },
      this.#lifetime.signal,
    );
    this.#running = simulator;
    this.#logger.info(`Simulator started at ${simulator.endpoint}.`);
    simulator.onDidExit(() => {
      if (this.#running === simulator) this.#running = undefined;
      this.#logger.info('Simulator ended.');
      this.#exits.fire(simulator.endpoint);
    });
    return simulator;
  }
}
