import { type ChildProcess, fork } from 'node:child_process';
import { abortReason, raceAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { CoreError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import type { Logger } from '../base/logger.ts';
import type { FaultPlan } from './faults.ts';
import type { LatencyProfile } from './latency.ts';
import {
  type ControlCall,
  type FromSimulator,
  fromWireError,
  isFromSimulator,
  type ToSimulator,
} from './processProtocol.ts';
import type { SimulatorStats } from './stats.ts';

/** How long the child may take to end by itself, and again after SIGTERM, before the next, harder step. */
const graceMs = 1_000;

/** How much of the child's standard error is kept for the message about its death. */
const maxErrorText = 2_000;

export interface SpawnOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The Node (or Electron) that runs it; `process.execPath` as a rule. */
  readonly execPath: string;
  /** The CLI bundle, absolute. */
  readonly entry: string;
  /** What stands after `simulate` on its command line. */
  readonly args: readonly string[];
}

/** How the child ended: one of the two is null. */
export interface SimulatorExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A simulator in a process of its own, so that its work costs its client nothing. Calls reject with a `CoreError`
 * (`simulator-gone`) once it has ended, and with the signal's reason when that aborts.
 */
export interface SimulatorProcess {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  readonly onDidExit: Event<SimulatorExit>;
  setFaults(plan: FaultPlan, signal: AbortSignal): Promise<void>;
  setLatency(profile: LatencyProfile, signal: AbortSignal): Promise<void>;
  refuseConnections(refuse: boolean, signal: AbortSignal): Promise<void>;
  stats(signal: AbortSignal): Promise<SimulatorStats>;
  /** Ends it: asks, then SIGTERM, then SIGKILL, a second apart. Resolves when it is gone. */
  dispose(): Promise<void>;
}

/**
 * Starts the simulator as a child process and waits until it listens. It ends by itself when this process does.
 * Rejects with an `InputError` for what its command line refuses (a port in use), with a `CoreError`
 * (`simulator-start`) when it ends before it listens; no child is left behind in either case, nor after an abort.
 */
export async function spawnSimulator(options: SpawnOptions, signal: AbortSignal): Promise<SimulatorProcess> {
  if (signal.aborted) throw abortReason(signal);
  const child = new SimulatorChild(options);
  try {
    await raceAbort(child.listening, signal);
    return child;
  } catch (error) {
    await child.dispose();
    throw error;
  }
}

class SimulatorChild implements SimulatorProcess {
  readonly listening: Promise<void>;
  readonly #clock: Clock;
  readonly #child: ChildProcess;
  readonly #exit: Emitter<SimulatorExit>;
  readonly #calls = new Map<number, { resolve(stats: SimulatorStats): void; reject(error: Error): void }>();
  #nextId = 1;
  #endpoint = '';
  #port = 0;
  #errorText = '';
  readonly #ended: Promise<void>;
  #gone = false;
  #disposed: Promise<void> | undefined;

  constructor({ clock, logger, execPath, entry, args }: SpawnOptions) {
    this.#clock = clock;
    this.#exit = new Emitter((error) => logger.error(`A listener of the simulator's end failed: ${String(error)}`));
    this.#child = fork(entry, ['simulate', ...args], {
      execPath,
      // Not this process's own: the child of a debugged one would wait for a debugger.
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-maxErrorText);
    });
    let onEnded = (): void => {};
    this.#ended = new Promise((resolve) => {
      onEnded = resolve;
    });
    this.listening = new Promise((resolve, reject) => {
      this.#child.on('message', (message) => {
        if (isFromSimulator(message)) this.#onMessage(message, resolve, reject);
      });
      const onEnd = (exit: SimulatorExit): void => {
        if (this.#gone) return;
        this.#gone = true;
        reject(this.#goneError('simulator-start', exit));
        for (const call of this.#calls.values()) call.reject(this.#goneError('simulator-gone', exit));
        this.#calls.clear();
        onEnded();
        this.#exit.fire(exit);
      };
      // 'close' rather than 'exit': by then its last words have been read.
      this.#child.once('close', (code, signal) => onEnd({ code, signal }));
      this.#child.on('error', (cause) => {
        const message = `Cannot run the simulator with ${execPath}: ${cause.message}`;
        reject(new CoreError('simulator-start', message, { cause }));
        if (this.#child.pid === undefined) onEnd({ code: null, signal: null });
      });
    });
  }

  get endpoint(): string {
    return this.#endpoint;
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get onDidExit(): Event<SimulatorExit> {
    return this.#exit.event;
  }

  async setFaults(plan: FaultPlan, signal: AbortSignal): Promise<void> {
    await this.#call({ method: 'setFaults', plan }, signal);
  }

  async setLatency(profile: LatencyProfile, signal: AbortSignal): Promise<void> {
    await this.#call({ method: 'setLatency', profile }, signal);
  }

  async refuseConnections(refuse: boolean, signal: AbortSignal): Promise<void> {
    await this.#call({ method: 'refuseConnections', refuse }, signal);
  }

  stats(signal: AbortSignal): Promise<SimulatorStats> {
    return this.#call({ method: 'stats' }, signal);
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#end();
    return this.#disposed;
  }

  async #end(): Promise<void> {
    if (this.#gone) return;
    this.#send({ type: 'dispose' });
    const steps = [graceMs, 2 * graceMs].map((atMs, step) =>
      this.#clock.setTimer(atMs, () => this.#child.kill(step === 0 ? 'SIGTERM' : 'SIGKILL')),
    );
    try {
      await this.#ended;
    } finally {
      for (const step of steps) step.dispose();
    }
  }

  #call(call: ControlCall, signal: AbortSignal): Promise<SimulatorStats> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    if (this.#gone || this.#disposed !== undefined) {
      return Promise.reject(new CoreError('simulator-gone', 'The simulator has ended. Start it again.'));
    }
    const id = this.#nextId++;
    const reply = new Promise<SimulatorStats>((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
    });
    this.#send({ type: 'call', id, call });
    return raceAbort(reply, signal).finally(() => this.#calls.delete(id));
  }

  #send(message: ToSimulator): void {
    // A channel that closes under the message is noticed by the child's end; without a callback it would be thrown.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #onMessage(message: FromSimulator, resolve: () => void, reject: (error: Error) => void): void {
    switch (message.type) {
      case 'listening':
        this.#endpoint = message.endpoint;
        this.#port = message.port;
        resolve();
        return;
      case 'failed':
        reject(fromWireError(message.error));
        return;
      case 'reply': {
        const call = this.#calls.get(message.id);
        if (message.ok) call?.resolve(message.stats);
        else call?.reject(fromWireError(message.error));
      }
    }
  }

  #goneError(code: string, { code: exitCode, signal }: SimulatorExit): CoreError {
    const how = signal === null ? `with exit code ${exitCode ?? 'unknown'}` : `by ${signal}`;
    const words = this.#errorText.trim();
    return new CoreError(code, `The simulator’s process has ended ${how}.${words === '' ? '' : ` It said: ${words}`}`);
  }
}
