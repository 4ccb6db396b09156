import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { isAbort, toCoreError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { type Random, seededRandom } from '../base/random.ts';
import type { Answerer } from './answerer.ts';
import { Exchange } from './exchange.ts';
import { type DealtFault, FaultDealer, type FaultKind, type FaultPlan } from './faults.ts';
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
import { doneLine, emptyTotals } from './ollamaReply.ts';
import { type ChatRequest, parseChatRequest } from './ollamaRequest.ts';
import { breaksStream, play, playAtOnce, until } from './playback.ts';
import type { ChatStats } from './stats.ts';

const busyMessage = 'server busy, please try again: the queue is full';

/** One understood request; the latency profile is the one of its arrival. */
interface Call {
  readonly exchange: Exchange;
  readonly request: ChatRequest;
  readonly model: SimulatedModel;
  readonly fault: DealtFault | undefined;
  readonly latency: LatencyProfile;
  readonly loadingMs: number;
}

/** Answers `POST /api/chat`: queue, load, prefill and decode by the latency profile, failing by the fault plan. */
export class ChatService {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #models: ModelTable;
  readonly #answerer: Answerer;
  readonly #seed: number;
  readonly #random: Random;
  readonly #active = new Set<Exchange>();
  readonly #byModel = new Map<string, number>();
  readonly #faultsInjected = new Map<FaultKind, number>();
  #latency: LatencyProfile;
  #dealer: FaultDealer;
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
  }) {
    checkLatency(options.latency);
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#models = options.models;
    this.#answerer = options.answerer;
    this.#seed = options.seed;
    this.#random = seededRandom(options.seed);
    this.#latency = options.latency;
    this.#dealer = new FaultDealer(options.faults, options.seed);
  }

  /** From the next request on. The plan starts at its beginning, and its random sequence too. */
  setFaults(plan: FaultPlan): void {
    this.#dealer = new FaultDealer(plan, this.#seed);
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
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#requests++;
    const fault = this.#dealer.next();
    const exchange = new Exchange(response, this.#clock.nowMs(), (closed) => {
      this.#active.delete(closed);
      if (closed.leftByClient) this.#aborted++;
    });
    this.#active.add(exchange);
    if (fault?.kind === 'refuse') {
      this.#inject(fault.kind);
      exchange.hangUp();
      return;
    }
    const settings = { latency: this.#latency, loadingMs: this.#dealer.loadingMs };
    readBody(request, (body) => {
      if (body === undefined) {
        exchange.fail(413, `the request body is longer than ${maxBodyBytes} bytes`);
        return;
      }
      this.#respond(exchange, body, fault, settings).catch((error: unknown) => this.#onError(exchange, error));
    });
  }

  async #respond(
    exchange: Exchange,
    body: string,
    fault: DealtFault | undefined,
    settings: Pick<Call, 'latency' | 'loadingMs'>,
  ): Promise<void> {
    const parsed = parseChatRequest(body);
    if (parsed.type === 'bad') return exchange.fail(400, parsed.message);
    const { request } = parsed;
    const model = findModel(this.#models, request.model);
    if (model === undefined) return exchange.fail(404, `model '${request.model}' not found`);
    this.#byModel.set(model.name, (this.#byModel.get(model.name) ?? 0) + 1);
    if (request.think) return exchange.fail(400, `"${request.model}" does not support thinking`);
    if (fault !== undefined) {
      this.#inject(fault.kind);
      if (failBeforeAnswer(exchange, fault.kind)) return;
    }
    const call: Call = { exchange, request, model, fault, ...settings };
    await (request.messages.length === 0 ? this.#loadOnly(call) : this.#answer(call));
  }

  async #answer(call: Call): Promise<void> {
    const { exchange, request, fault, latency } = call;
    const prepared = prepareJob(request, this.#answerer, fault);
    if (prepared.type === 'too-long') {
      const size = `${prepared.promptTokens} tokens against ${request.contextTokens}`;
      return exchange.fail(400, `the input length exceeds the context length (${size})`);
    }
    const { job } = prepared;
    const work = { promptTokens: job.promptTokens, outputTokens: job.pieces.length, recordedMs: job.recordedMs };
    const perform = (startMs: number, loadMs: number) => {
      const schedule = scheduleAnswer(latency, work, this.#random);
      return { exchange, request, job, schedule, loadMs, startMs: startMs + loadMs, fault };
    };
    if (isInstant(latency) && fault?.kind !== 'loading' && !breaksStream(fault)) {
      // No timer, no signal, one write: a benchmark measures its client against this path.
      this.#noteUse(call);
      return playAtOnce(this.#clock, perform(exchange.receivedMs, 0));
    }
    await this.#inTurn(call, async (startMs) => {
      const loadMs = await this.#load(call, startMs);
      await play(this.#clock, perform(startMs, loadMs));
      this.#noteUse(call);
    });
  }

  /** An empty chat loads the model, or with a keep-alive of 0 unloads it. */
  async #loadOnly(call: Call): Promise<void> {
    const { exchange, request } = call;
    const finish = (doneReason: 'load' | 'unload', loadMs: number): void => {
      this.#noteUse(call);
      const totals = emptyTotals(doneReason, this.#clock.nowMs() - exchange.receivedMs, loadMs);
      exchange.end('application/json; charset=utf-8', doneLine(request.model, this.#clock.wallMs(), '', totals));
    };
    if (request.keepAliveMs === 0) return finish('unload', 0);
    await this.#inTurn(call, async (startMs) => finish('load', await this.#load(call, startMs)));
  }

  /** Runs `task` once the model has a slot free, with the time from which its work counts. */
  async #inTurn({ exchange, model, latency }: Call, task: (startMs: number) => Promise<void>): Promise<void> {
    const limit = parallelRequests(latency);
    if (model.slots.isFull(limit)) return exchange.fail(503, busyMessage);
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
    const { exchange, request, model, fault, latency } = call;
    let loadMs = 0;
    if (fault?.kind === 'loading') loadMs = call.loadingMs;
    else if (model.needsLoad(request.contextTokens, this.#clock.wallMs())) loadMs = loadTimeMs(latency);
    if (loadMs > 0) await until(this.#clock, startMs + loadMs, exchange.signal);
    this.#noteUse(call);
    return loadMs;
  }

  #noteUse({ model, request }: Call): void {
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
    else exchange.fail(500, message);
  }
}

/** Does what a fault does before any answer; false when the answer is still to come. */
function failBeforeAnswer(exchange: Exchange, kind: FaultKind): boolean {
  switch (kind) {
    case 'refuse':
      exchange.hangUp();
      return true;
    case 'error':
      exchange.fail(500, 'the simulated model process has ended unexpectedly');
      return true;
    case 'busy':
      exchange.fail(503, busyMessage);
      return true;
    case 'stall':
      return true;
    case 'reset':
      exchange.reset();
      return true;
    case 'stall-stream':
    case 'reset-stream':
    case 'truncated-json':
    case 'truncated-stream':
    case 'wrong-tool':
    case 'empty':
    case 'loading':
      return false;
  }
}
