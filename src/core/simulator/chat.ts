import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { isAbort, toCoreError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { type Random, seededRandom } from '../base/random.ts';
import type { OutputRung } from '../transport/transport.ts';
import type { Answerer } from './answerer.ts';
import type { Refusal, Reply, WireFormat } from './dialects/wireFormat.ts';
import { Exchange } from './exchange.ts';
import { type DealtFault, FaultDealer } from './faultDealer.ts';
import { isStreamFault, playFaulty } from './faultPlayback.ts';
import { failEarly, isEarly, queueFull } from './faultRefusals.ts';
import type { FaultKind, FaultPlan, FaultTimes } from './faults.ts';
import { maxBodyBytes, readBody } from './httpBody.ts';
import { prepareJob } from './job.ts';
import {
  checkLatency,
  isInstant,
  type LatencyProfile,
  loadTimeMs,
  parallelRequests,
  scheduleAnswer,
} from './latency.ts';
import { findModel, type ModelTable, type SimulatedModel } from './models.ts';
import { type Performance, play, playAtOnce, until } from './playback.ts';
import { StartUp } from './startUp.ts';
import type { ChatStats } from './stats.ts';

/** One understood request; the latency profile is the one of its arrival. */
interface Call {
  readonly exchange: Exchange;
  readonly reply: Reply;
  readonly model: SimulatedModel;
  readonly fault: DealtFault | undefined;
  readonly settings: CallSettings;
}

/** What was set when a request arrived. */
interface CallSettings {
  readonly latency: LatencyProfile;
  readonly times: Required<FaultTimes>;
}

/** Answers requests to the model: queue, load, prefill and decode by the latency profile, failing by the fault plan. */
export class ChatService {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #models: ModelTable;
  readonly #answerer: Answerer;
  readonly #seed: number;
  readonly #random: Random;
  readonly #rungs: ReadonlySet<OutputRung>;
  readonly #parallel: number | undefined;
  readonly #active = new Set<Exchange>();
  readonly #byModel = new Map<string, number>();
  readonly #faultsInjected = new Map<FaultKind, number>();
  #latency: LatencyProfile;
  #dealer: FaultDealer;
  #startUp = new StartUp();
  #loads = 0;
  #requests = 0;
  #aborted = 0;

  /** Throws an `InputError` for an impossible profile or plan. */
  constructor(options: {
    readonly clock: Clock;
    readonly logger: Logger;
    readonly models: ModelTable;
    readonly answerer: Answerer;
    readonly seed: number;
    readonly latency: LatencyProfile;
    readonly faults: FaultPlan;
    /** The ways of holding the model to a form that requests may ask for. */
    readonly rungs: readonly OutputRung[];
    /** How many requests one model works on at a time; absent: what the latency profile says. */
    readonly parallel?: number | undefined;
  }) {
    checkLatency(options.latency);
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#models = options.models;
    this.#answerer = options.answerer;
    this.#seed = options.seed;
    this.#random = seededRandom(options.seed);
    this.#rungs = new Set(options.rungs);
    this.#parallel = options.parallel;
    this.#latency = options.latency;
    this.#dealer = new FaultDealer(options.faults, options.seed);
  }

  /** How many requests one model works on at a time; infinite where there is no limit. */
  get slotCount(): number {
    return this.#parallel ?? parallelRequests(this.#latency);
  }

  /** Whether a model is being read from disk, or the server says so. */
  get isLoading(): boolean {
    return this.#loads > 0 || this.#startUp.isUnderWay(this.#clock.nowMs());
  }

  /** From the next request on. The plan starts at its beginning, and its random sequence too. */
  setFaults(plan: FaultPlan): void {
    this.#dealer = new FaultDealer(plan, this.#seed);
    this.#startUp = new StartUp();
  }

  /** From the next request on. */
  setLatency(profile: LatencyProfile): void {
    checkLatency(profile);
    this.#latency = profile;
  }

  stats(): ChatStats {
    return {
      requests: this.#requests,
      byModel: Object.fromEntries(this.#byModel),
      faultsInjected: Object.fromEntries(this.#faultsInjected),
      aborted: this.#aborted,
      activeRequests: this.#active.size,
    };
  }

  /** Call before closing the connections from our side: those requests do not count as left by their clients. */
  disownActive(): void {
    for (const exchange of this.#active) exchange.disown();
  }

  /** Takes one request. Its fault is dealt here, so that faults follow the order of arrival. */
  handle(request: IncomingMessage, response: ServerResponse, wire: WireFormat): void {
    const exchange = this.#admit(response, wire);
    const fault = this.#dealer.next();
    if (fault?.kind === 'refuse') {
      this.#inject(fault.kind);
      exchange.hangUp();
      return;
    }
    const settings = { latency: this.#latency, times: this.#dealer.times };
    readBody(request, (body) => {
      if (body === undefined) {
        exchange.fail({ status: 413, message: `the request body is longer than ${maxBodyBytes} bytes` });
        return;
      }
      this.#respond(exchange, body, fault, settings).catch((error: unknown) => this.#onError(exchange, error));
    });
  }

  /** Counts one request and refuses it as it stands; no fault is dealt to it. */
  refuse(response: ServerResponse, wire: WireFormat, refusal: Refusal): void {
    this.#admit(response, wire).fail(refusal);
  }

  #admit(response: ServerResponse, wire: WireFormat): Exchange {
    this.#requests++;
    const exchange = new Exchange(response, wire, this.#clock.nowMs(), (closed) => {
      this.#active.delete(closed);
      if (closed.leftByClient) this.#aborted++;
    });
    this.#active.add(exchange);
    return exchange;
  }

  async #respond(
    exchange: Exchange,
    body: string,
    dealt: DealtFault | undefined,
    settings: CallSettings,
  ): Promise<void> {
    const { wire } = exchange;
    const read = wire.read(body);
    if (read.type === 'refusal') return exchange.fail(read.refusal);
    const { request } = read;
    const model = findModel(this.#models, request.model, wire.takesAnyModel);
    if (model === undefined) return exchange.fail(wire.unknownModel(request.model ?? ''));
    this.#byModel.set(model.name, (this.#byModel.get(model.name) ?? 0) + 1);
    if (!this.#rungs.has(request.rung) && !request.isLoadOnly) return exchange.fail(wire.rungRefused(request.rung));
    if (this.#isStarting(exchange, dealt, settings)) {
      this.#inject('not-ready');
      return exchange.fail(wire.loading);
    }
    // A server that has started does not start again.
    const fault = dealt?.kind === 'not-ready' ? undefined : dealt;
    const reply: Reply = { id: this.#requests, model: request.model ?? model.name, request };
    if (fault !== undefined) {
      this.#inject(fault.kind);
      if (isEarly(fault.kind)) return failEarly(exchange, fault.kind, reply.model, settings.times);
    }
    const call: Call = { exchange, reply, model, fault, settings };
    await (request.isLoadOnly ? this.#loadOnly(call) : this.#answer(call));
  }

  #isStarting({ receivedMs }: Exchange, fault: DealtFault | undefined, { times }: CallSettings): boolean {
    if (fault?.kind === 'not-ready' && this.#startUp.begin(receivedMs, times.loadingMs)) return true;
    return this.#startUp.isUnderWay(receivedMs);
  }

  async #answer(call: Call): Promise<void> {
    const { exchange, reply, fault, settings } = call;
    const { request } = reply;
    const prepared = prepareJob(request, this.#answerer, fault);
    if (prepared.type === 'too-long') {
      return exchange.fail(exchange.wire.tooLong(request.promptTokens, request.contextTokens));
    }
    const { job } = prepared;
    const work = { promptTokens: job.promptTokens, outputTokens: job.outputTokens, recordedMs: job.recordedMs };
    const perform = (startMs: number, loadMs: number): Performance => {
      const schedule = scheduleAnswer(settings.latency, work, this.#random);
      return { exchange, reply, job, schedule, loadMs, startMs: startMs + loadMs };
    };
    if (isInstant(settings.latency) && (fault === undefined || isWordFault(fault.kind))) {
      // No timer, no signal, one write: a benchmark measures its client against this path.
      this.#noteUse(call);
      return playAtOnce(this.#clock, perform(exchange.receivedMs, 0));
    }
    await this.#inTurn(call, async (startMs) => {
      const performance = perform(startMs, await this.#load(call, startMs));
      if (fault !== undefined && isStreamFault(fault))
        await playFaulty(this.#clock, performance, fault, settings.times);
      else await play(this.#clock, performance);
      this.#noteUse(call);
    });
  }

  /** An empty request loads the model, or with a keep-alive of 0 unloads it. */
  async #loadOnly(call: Call): Promise<void> {
    const { exchange, reply } = call;
    const { wire } = exchange;
    const finish = (doneReason: 'load' | 'unload', loadMs: number): void => {
      this.#noteUse(call);
      const totals = { ...noWork, doneReason, totalMs: this.#clock.nowMs() - exchange.receivedMs, loadMs };
      exchange.end(wire.wholeType, wire.whole(reply, this.#clock.wallMs(), '', totals));
    };
    if (reply.request.keepAliveMs === 0) return finish('unload', 0);
    await this.#inTurn(call, async (startMs) => finish('load', await this.#load(call, startMs)));
  }

  /** Runs `task` once the model has a slot free, with the time from which its work counts. */
  async #inTurn({ exchange, model, settings }: Call, task: (startMs: number) => Promise<void>): Promise<void> {
    const limit = this.#parallel ?? parallelRequests(settings.latency);
    if (model.slots.isFull(limit)) return exchange.fail(queueFull);
    let startMs = exchange.receivedMs;
    if (!model.slots.tryAcquire(limit)) {
      await model.slots.acquire(limit, exchange.signal);
      startMs = this.#clock.nowMs();
    }
    try {
      await task(startMs);
    } finally {
      model.slots.release();
    }
  }

  /** Waits until the model is loaded; returns how long that takes, 0 where it is loaded already. */
  async #load(call: Call, startMs: number): Promise<number> {
    const { exchange, reply, model, fault, settings } = call;
    let loadMs = 0;
    if (fault?.kind === 'loading') loadMs = settings.times.loadingMs;
    else if (model.needsLoad(reply.request.contextTokens, this.#clock.wallMs())) loadMs = loadTimeMs(settings.latency);
    if (loadMs > 0) {
      this.#loads++;
      try {
        await until(this.#clock, startMs + loadMs, exchange.signal);
      } finally {
        this.#loads--;
      }
    }
    this.#noteUse(call);
    return loadMs;
  }

  #noteUse({ model, reply: { request } }: Call): void {
    model.used(request.contextTokens, request.keepAliveMs, this.#clock.wallMs());
  }

  #inject(kind: FaultKind): void {
    this.#faultsInjected.set(kind, (this.#faultsInjected.get(kind) ?? 0) + 1);
    this.#logger.debug(`The simulator injects the fault "${kind}".`);
  }

  #onError(exchange: Exchange, error: unknown): void {
    if (isAbort(error)) return;
    const { message } = toCoreError(error);
    this.#logger.error(`The simulator could not answer: ${message}`);
    if (exchange.headersSent) exchange.reset();
    else exchange.fail({ status: 500, message });
  }
}

/** The totals of a load or an unload, where nothing is read or written. */
const noWork = { stopWord: '', promptTokens: 0, prefillMs: 0, outputTokens: 0, decodeMs: 0 } as const;

/** Whether a fault is in the words alone. */
function isWordFault(kind: FaultKind): boolean {
  return kind === 'truncated-json' || kind === 'wrong-tool' || kind === 'empty';
}
