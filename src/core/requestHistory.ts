import type { RequestSummary } from './clientSnapshot.ts';
import type { Exchange, FinishedRequest } from './planRequest.ts';
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
  /** Absent where texts were not to be kept, or are not kept any longer. Empty: the model was not asked. */
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
const REMEMBERED_REQUESTS = 10_000;
/** How many of these keep their world and plan: a world of the field has tens of kilobytes. */
const REMEMBERED_WORLDS = 200;
/** How much text is kept for requests of late, UTF-16 units: a prompt of 37 tools has about 12,000. */
const MAX_TEXT_LENGTH = 4_000_000;

/** The requests that ended of late, by the order in which they did. Constant time each. */
export class RequestHistory {
  readonly #capacity: number;
  readonly #requests: RequestSummary[] = [];
  readonly #worlds = new Map<number, Kept>();
  readonly #exchanges = new Map<number, readonly Exchange[]>();
  #textLength = 0;
  /** How many were ever added. */
  #added = 0;

  constructor(capacity = REMEMBERED_REQUESTS) {
    this.#capacity = capacity;
  }

  add(summary: RequestSummary, request: FinishedRequest): void {
    this.#requests[this.#added++ % this.#capacity] = summary;
    const { scenario, plan, problems = [], exchanges } = request;
    this.#worlds.set(summary.id, { scenario, plan, problems, origin: request.request.origin });
    if (this.#worlds.size > REMEMBERED_WORLDS) deleteOldest(this.#worlds);
    if (exchanges !== undefined) this.#keepTexts(summary.id, exchanges);
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
    const kept = this.#worlds.get(id);
    const exchanges = this.#exchanges.get(id);
    return {
      ...summary,
      ...(kept === undefined ? {} : { kept }),
      ...(exchanges === undefined ? {} : { exchanges }),
    };
  }

  /** Texts are not to be kept any longer, from now on or at all. */
  forgetTexts(): void {
    this.#exchanges.clear();
    this.#textLength = 0;
  }

  #keepTexts(id: number, exchanges: readonly Exchange[]): void {
    this.#exchanges.set(id, exchanges);
    this.#textLength += lengthOf(exchanges);
    while (this.#textLength > MAX_TEXT_LENGTH && this.#exchanges.size > 1) {
      this.#textLength -= lengthOf(deleteOldest(this.#exchanges) ?? []);
    }
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

function deleteOldest<V>(map: Map<number, V>): V | undefined {
  const [first] = map;
  if (first === undefined) return undefined;
  map.delete(first[0]);
  return first[1];
}

function lengthOf(exchanges: readonly Exchange[]): number {
  let length = 0;
  for (const { sent, answered } of exchanges) {
    for (const { content } of sent) length += content.length;
    length += answered?.length ?? 0;
  }
  return length;
}
