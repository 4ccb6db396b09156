import * as l10n from '@vscode/l10n';
import { raceAbort } from '../../core/base/abort.ts';
import type { Clock } from '../../core/base/clock.ts';
import type { Disposable } from '../../core/base/disposable.ts';
import { isAbort, toCoreError } from '../../core/base/errors.ts';
import { Emitter, type Event } from '../../core/base/events.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { Client } from '../../core/client.ts';
import { type Connection, connect } from '../../core/connect.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { untrustedMessage, type WorkspaceTrust } from '../workspaceTrust.ts';
import { LoadingWatch } from './loadingWatch.ts';
import type { SimulatorController } from './simulatorController.ts';

/**
 * What is known of the model server. `idle`: nobody needed one yet, so nobody looked. `loading`: one is there that still
 * reads its model, and is looked at again every other second. `restricted`: the workspace is not trusted, so none is
 * looked for.
 */
export type ConnectionState = 'idle' | 'looking' | 'loading' | 'connected' | 'none' | 'restricted';

/** Looks for the model server when it is first needed, and points the client at it. */
export class ModelConnection implements Disposable {
  readonly #client: Client;
  readonly #simulator: SimulatorController;
  readonly #trust: WorkspaceTrust;
  readonly #clock: Clock;
  readonly #keyFor: (endpoint: string) => Promise<Secret | undefined>;
  readonly #logger: Logger;
  readonly #changes: Emitter<void>;
  #settings: Settings;
  #state: ConnectionState = 'idle';
  #message = l10n.t('No model server was looked for yet.');
  #lacks: Connection['lacks'];
  #looking: AbortController | undefined;
  #found: Promise<Connection> | undefined;
  readonly #loading: LoadingWatch;
  readonly #simulatorExit: Disposable;
  readonly #trustGrant: Disposable;
  /** A model was needed while the workspace was not trusted. */
  #isMissed = false;
  #isDisposed = false;

  constructor(options: {
    readonly client: Client;
    readonly simulator: SimulatorController;
    readonly trust: WorkspaceTrust;
    readonly clock: Clock;
    readonly keyFor: (endpoint: string) => Promise<Secret | undefined>;
    readonly logger: Logger;
  }) {
    this.#client = options.client;
    this.#simulator = options.simulator;
    this.#trust = options.trust;
    this.#clock = options.clock;
    this.#keyFor = options.keyFor;
    this.#logger = options.logger;
    this.#settings = options.client.settings;
    this.#changes = new Emitter((error) => this.#logger.error(`A connection listener failed: ${String(error)}`));
    this.#loading = new LoadingWatch({ clock: this.#clock, look: () => this.#lookWhileLoading() });
    this.#simulatorExit = this.#simulator.onDidExit((endpoint) => this.#forgetSimulator(endpoint));
    this.#trustGrant = this.#trust.onDidGrant(() => this.#trusted());
  }

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  get state(): ConnectionState {
    return this.#trust.isGranted() ? this.#state : 'restricted';
  }

  /** What was found or not, for people. */
  get message(): string {
    return this.#trust.isGranted() ? this.#message : untrustedMessage();
  }

  /** What the server that was found still lacks. */
  get lacks(): Connection['lacks'] {
    return this.#lacks;
  }

  /**
   * Looks once; later calls share what was found. Where a newer search or the simulator takes the place of the one
   * that is waited for, its result is waited for instead. Rejects promptly when `signal` aborts. Where the workspace is
   * not trusted there is no model, and the message says so.
   */
  async ensure(signal: AbortSignal): Promise<Connection> {
    if (!this.#trust.isGranted()) return this.#refused();
    for (;;) {
      this.#found ??= this.#look();
      const awaited = this.#found;
      try {
        return await raceAbort(awaited, signal);
      } catch (error) {
        const isSuperseded = isAbort(error) && this.#found !== awaited;
        if (signal.aborted || this.#isDisposed || !isSuperseded) throw error;
      }
    }
  }

  /** Looks anew. */
  lookAgain(): Promise<Connection> {
    if (!this.#trust.isGranted()) return Promise.resolve(this.#refused());
    this.#looking?.abort(new DOMException('A newer search began.', 'AbortError'));
    this.#loading.startOver();
    const found = this.#look().then((connection) => {
      // What one server refused, a newer one at the same address may take.
      if (this.#found === found) this.#client.forgetRefusals();
      return connection;
    });
    this.#found = found;
    return found;
  }

  /** Starts the simulator and plans with it from now on. Rejects with the reason when it cannot start. */
  async useSimulator(): Promise<string> {
    const endpoint = await this.#simulator.start({
      port: this.#settings['planscope.simulator.port'],
      serviceTimeMs: this.#settings['planscope.simulator.serviceTimeMs'],
    });
    this.#looking?.abort(new DOMException('The simulator was started.', 'AbortError'));
    const message = l10n.t('The simulator runs at {0}. Its plans are made by rules, not by a model.', endpoint);
    const target = { kind: 'simulator', endpoint, model: 'simulator' } as const;
    this.#found = Promise.resolve({ target, message });
    const logLine = `Planning with the simulator at ${endpoint}.`;
    this.#settle({ target, message }, logLine);
    return message;
  }

  /** Takes new settings; looks anew if they name another server or model and one was already needed. */
  configure(settings: Settings): void {
    const isOther =
      settings['planscope.model.endpoint'] !== this.#settings['planscope.model.endpoint'] ||
      settings['planscope.model.name'] !== this.#settings['planscope.model.name'];
    this.#settings = settings;
    this.#client.configure(settings);
    if (isOther && this.#state !== 'idle') void this.lookAgain().catch(() => {});
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#looking?.abort(new DOMException('The window closed.', 'AbortError'));
    this.#loading.dispose();
    this.#simulatorExit.dispose();
    this.#trustGrant.dispose();
    this.#changes.dispose();
  }

  /** Nobody is asked; the search follows once the workspace is trusted. */
  #refused(): Connection {
    this.#isMissed = true;
    return { target: undefined, message: untrustedMessage() };
  }

  #trusted(): void {
    this.#changes.fire();
    if (this.#isMissed) this.lookAgain().catch(() => {});
  }

  /** Nobody asked for this search, so nobody hears of its failure. */
  #lookWhileLoading(): void {
    this.#found = this.#look('loading');
    this.#found.catch(() => {});
  }

  async #look(state: 'looking' | 'loading' = 'looking'): Promise<Connection> {
    const looking = new AbortController();
    this.#looking = looking;
    this.#loading.searching();
    this.#state = state;
    this.#changes.fire();
    try {
      const ports = { http: this.#client.http, clock: this.#clock, keyFor: this.#keyFor };
      const found = await connect(ports, this.#settings, looking.signal);
      const { connection, logLine } = this.#orSimulator(found);
      if (this.#looking === looking) this.#settle(connection, logLine);
      return connection;
    } catch (error) {
      const { message } = toCoreError(error);
      if (this.#looking === looking) this.#settle({ target: undefined, message }, message);
      throw error;
    }
  }

  /** A simulator that runs is kept where no server was found: nobody asked to stop it. */
  #orSimulator(found: Connection): { readonly connection: Connection; readonly logLine: string } {
    const current = this.#client.target;
    if (found.target !== undefined || current?.kind !== 'simulator' || !this.#simulator.isRunning) {
      return { connection: found, logLine: found.message };
    }
    const message = l10n.t('{0} The simulator goes on: its plans are made by rules.', found.message);
    const logLine = `${found.message} The simulator goes on.`;
    return { connection: { target: current, message }, logLine };
  }

  /** `logLine` says it in English; the message may be in the editor's language. */
  #settle(connection: Connection, logLine: string): void {
    this.#looking = undefined;
    const isNews = this.#state !== 'loading' || connection.message !== this.#message;
    this.#loading.found(connection);
    this.#state = connection.target !== undefined ? 'connected' : this.#loading.isWaiting ? 'loading' : 'none';
    this.#message = connection.message;
    this.#lacks = connection.lacks;
    // A server that was not there may be there at the next request.
    if (connection.target === undefined) this.#found = undefined;
    if (isNews) this.#logger.info(logLine);
    this.#client.setTarget(connection.target);
    this.#changes.fire();
  }

  #forgetSimulator(endpoint: string): void {
    if (this.#client.target?.endpoint !== endpoint) return;
    this.#looking?.abort(new DOMException('The simulator was stopped.', 'AbortError'));
    this.#found = undefined;
    const message = l10n.t('The simulator was stopped. No model server is connected.');
    const logLine = `The simulator at ${endpoint} was stopped. No model server is connected.`;
    this.#settle({ target: undefined, message }, logLine);
  }
}
