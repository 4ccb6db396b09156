import type { Clock } from '../base/clock.ts';
import { InputError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { type DialectName, OUTPUT_RUNGS, type OutputRung } from '../transport/transport.ts';
import type { Answerer } from './answerer.ts';
import { ChatService } from './chat.ts';
import { createDialects, DIALECT_NAMES } from './dialects/createDialects.ts';
import { type FaultPlan, refusesEverything } from './faults.ts';
import type { LatencyProfile } from './latency.ts';
import { LoopbackServer, loopbackHost } from './loopbackServer.ts';
import { createModelTable } from './models.ts';
import { createReplayAnswerer, type Transcript } from './replay.ts';
import { Router } from './router.ts';
import { createRulesAnswerer } from './rulesAnswerer.ts';
import type { SimulatorStats } from './stats.ts';

/** Where the simulator's answers come from: rules over the snapshot in the prompt, or recordings. */
export type SimulatorMode =
  | { readonly type: 'rules' }
  | { readonly type: 'replay'; readonly transcripts: readonly Transcript[] };

export interface SimulatorOptions {
  /** `preciseClock` outside tests: the service time is only as exact as the timers. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Seeds the faults and the variation of latencies. */
  readonly seed: number;
  /** Port on 127.0.0.1; 0, the default, for any free one. */
  readonly port?: number;
  /** Names to answer for besides `simulator`. */
  readonly models?: readonly string[];
  readonly latency: LatencyProfile;
  readonly faults: FaultPlan;
  readonly mode: SimulatorMode;
  /** The dialects that are spoken, all by default; unknown paths are answered as by a server of the first one. */
  readonly dialects?: readonly DialectName[];
  /** What it can hold its answers to, everything by default; a request for anything else is refused. */
  readonly structuredOutput?: readonly OutputRung[];
  /** What a client has to show as its bearer token, `/health` aside; absent: nothing. */
  readonly apiKey?: string;
  /** How many requests one model works on at a time; by default as many as come, or 1 in the `phi3` profile. */
  readonly parallel?: number;
  /** The context of the dialects whose requests do not set it, tokens; 8,192 by default. */
  readonly contextTokens?: number;
}

/** A running model server that plans by rules: real HTTP in three dialects, and nowhere calls itself a model. */
export interface Simulator {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly port: number;
  stats(): SimulatorStats;
  /**
   * Another plan from the next request on, from its beginning. A plan that refuses everything closes the port, any
   * other opens it again; resolves when that is done. Rejects with an `InputError` for an impossible plan.
   */
  setFaults(plan: FaultPlan): Promise<void>;
  /** Another profile from the next request on. Throws an `InputError` for an impossible one. */
  setLatency(profile: LatencyProfile): void;
  /** True closes the port and every connection; false listens on the same port again. */
  refuseConnections(refuse: boolean): Promise<void>;
  /** Ends every connection and timer at once; resolves when the port is free. */
  dispose(): Promise<void>;
}

/** Starts a simulator. Rejects with an `InputError` for a port in use and for impossible options. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, logger, mode } = options;
  checkMode(mode, options.latency);
  const models = createModelTable(options.models ?? []);
  const { structuredOutput = OUTPUT_RUNGS, dialects = DIALECT_NAMES, contextTokens = defaultContextTokens } = options;
  checkServer(options);
  const chat = new ChatService({ ...options, models, answerer: createAnswerer(mode), rungs: structuredOutput });
  const offered = createDialects(dialects, { clock, models, chat, contextTokens });
  const router = new Router({ dialects: offered, chat, apiKey: options.apiKey });
  const server = await LoopbackServer.listen({ port: options.port ?? 0, listener: router.listener, logger });

  const refuseConnections = (refuse: boolean): Promise<void> => {
    if (refuse) chat.disownActive();
    return server.refuse(refuse);
  };
  if (refusesEverything(options.faults)) await refuseConnections(true);
  logger.info(`The simulator listens on port ${server.port}.`);

  return {
    endpoint: `http://${loopbackHost}:${server.port}`,
    port: server.port,
    stats: () => ({ ...chat.stats(), probes: router.probes(), openSockets: server.openSockets }),
    async setFaults(plan) {
      chat.setFaults(plan);
      await refuseConnections(refusesEverything(plan));
    },
    setLatency(profile) {
      checkMode(mode, profile);
      chat.setLatency(profile);
    },
    refuseConnections,
    dispose() {
      chat.disownActive();
      return server.dispose();
    },
  };
}

/** The context that Planscope asks of a server unless told otherwise, and room for its whole prompt. */
const defaultContextTokens = 8_192;

function createAnswerer(mode: SimulatorMode): Answerer {
  switch (mode.type) {
    case 'rules':
      return createRulesAnswerer();
    case 'replay':
      return createReplayAnswerer(mode.transcripts);
  }
}

function checkMode(mode: SimulatorMode, latency: LatencyProfile): void {
  if (latency.type === 'recorded' && mode.type !== 'replay') {
    throw new InputError(
      'latency-recorded',
      'Recorded times are for replaying transcripts; answers by rules have none.',
    );
  }
}

function checkServer({ dialects, structuredOutput, apiKey, parallel, contextTokens }: SimulatorOptions): void {
  if (dialects?.length === 0) throw new InputError('dialects', 'A simulator needs a dialect to speak.');
  if (structuredOutput?.length === 0) {
    throw new InputError('structured-output', 'A simulator has to take some kind of request; "text" is the least.');
  }
  if (apiKey === '') throw new InputError('api-key', 'The API key is empty; leave it out for a server without one.');
  checkCount('parallel', parallel);
  checkCount('contextTokens', contextTokens);
}

function checkCount(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) return;
  throw new InputError(name, `${name} is ${value}; it must be a whole number, 1 or more.`);
}
