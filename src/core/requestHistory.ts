import type { RequestSummary, RunningRequest } from './clientSnapshot.ts';
import { type Exchange, KeptTexts } from './keptTexts.ts';
import type { WaitingRequest } from './plannerOptions.ts';
import type { FinishedRequest } from './planRequest.ts';
import type { Plan } from './world/plan.ts';
import type { Problem } from './world/problems.ts';
import type { Scenario } from './world/scenario.ts';

/** A finished request with all that is still known of it. */
export interface RequestDetails extends RequestSummary {
  /** Absent for older requests: worlds are large. */
  readonly kept?: {
    readonly scenario: Scenario;
    readonly plan: Plan | undefined;
    /** What was wrong with the model's plan where it fell back, findings about the plan otherwise. */
    readonly problems: readonly Problem[];
    /** As the request gave it. */
    readonly origin: string | undefined;
  };
  /** Absent where the model was not asked, or the texts were not to be kept or are not any longer. */
  readonly exchanges?: readonly Exchange[];
}

/** What `since` hands out. */
export interface NewRequests {
  /** Place of the newest request; to be given to `since` the next time. */
  readonly upTo: number;
  /** Those behind `after`, newest first. */
  readonly requests: readonly RequestSummary[];
  /** Whether all behind `after` are among them; else too many came, and what is older is gone. */
  readonly isComplete: boolean;
}

type Kept = NonNullable<RequestDetails['kept']>;

/** How many finished requests can be listed, each with its trace. */
export const REMEMBERED_REQUESTS = 10_000;
/**
 * How many of these keep their world and plan. A world has hundreds of objects, and hits come thousands a second: holding
 * on to 200 of theirs, instead of letting them die young, costs the garbage collector as much as half a hit.
 */
const REMEMBERED_WORLDS = { hits: 20, others: 200 };
/** Requests under way that are listed. */
const MAX_RUNNING = 50;

/** The requests under way, and those that ended of late by the order in which they did. Constant time each. */
export class RequestHistory {
  /** Prompts and answers, where the user allows keeping them. */
  readonly texts = new KeptTexts();
  readonly #capacity: number;
  readonly #waiting = new Map<number, WaitingRequest>();
  readonly #requests: RequestSummary[] = [];
  readonly #worlds = { hits: new Map<number, Kept>(), others: new Map<number, Kept>() };
  /** How many were ever added. */
  #added = 0;

  constructor(capacity = REMEMBERED_REQUESTS) {
    this.#capacity = capacity;
  }

  /** A request has to wait for an answer. */
  begin(request: WaitingRequest): void {
    this.#waiting.set(request.trace.requestId, request);
  }

  /** A request ended, whether it had to wait or not. */
  add(request: FinishedRequest): void {
    const { scenario, outcome, tier, reason, trace, plan, problems = [], exchanges } = request;
    const id = trace.requestId;
    const why = reason === undefined ? {} : { reason: reason.message };
    this.#waiting.delete(id);
    this.#requests[this.#added++ % this.#capacity] = {
      id,
      scenario: scenario.name,
      outcome,
      tier: tier ?? 'none',
      ...why,
      trace,
    };
    const kind = outcome === 'cache' ? 'hits' : 'others';
    const worlds = this.#worlds[kind];
    worlds.set(id, { scenario, plan, problems, origin: request.request.origin });
    if (worlds.size > REMEMBERED_WORLDS[kind]) deleteOldest(worlds);
    if (exchanges !== undefined) this.texts.keep(id, exchanges);
  }

  /** Those under way, the longest first, at most 50. */
  running(): RunningRequest[] {
    const running: RunningRequest[] = [];
    for (const [id, { scenario, model, trace }] of this.#waiting) {
      if (running.length === MAX_RUNNING) break;
      running.push({ id, scenario, model, startedAtMs: trace.startedAtMs, stage: trace.stage ?? 'prompt' });
    }
    return running;
  }

  /** The newest, newest first. */
  newest(limit: number): RequestSummary[] {
    return this.#list(Math.min(limit, this.#added));
  }

  /** What was added behind place `after`; 0 for all. Of a place that is not there yet all is told, as incomplete. */
  since(after: number): NewRequests {
    const missing = after > this.#added ? this.#added : this.#added - after;
    const count = Math.min(missing, this.#capacity);
    return { upTo: this.#added, requests: this.#list(count), isComplete: after <= this.#added && count === missing };
  }

  /** All that is known of one; undefined for one that is not remembered. */
  details(id: number): RequestDetails | undefined {
    const summary = this.#requests.find((request) => request.id === id);
    if (summary === undefined) return undefined;
    const kept = this.#worlds.hits.get(id) ?? this.#worlds.others.get(id);
    const exchanges = this.texts.of(id);
    return {
      ...summary,
      ...(kept === undefined ? {} : { kept }),
      ...(exchanges === undefined ? {} : { exchanges }),
    };
  }

  #list(count: number): RequestSummary[] {
    const requests: RequestSummary[] = [];
    for (let i = 1; i <= Math.min(count, this.#capacity); i++) {
      const request = this.#requests[(this.#added - i) % this.#capacity];
      if (request !== undefined) requests.push(request);
    }
    return requests;
  }
}

function deleteOldest(map: Map<number, unknown>): void {
  for (const id of map.keys()) {
    map.delete(id);
    return;
  }
}
