import { InputError } from '../base/errors.ts';
import { type Random, seededRandom } from '../base/random.ts';

/** The ways in which a local model lets its client down; what each one does stands in `faultMeanings`. */
export type FaultKind =
  | 'refuse'
  | 'error'
  | 'busy'
  | 'stall'
  | 'stall-stream'
  | 'reset'
  | 'reset-stream'
  | 'truncated-json'
  | 'truncated-stream'
  | 'wrong-tool'
  | 'empty'
  | 'loading';

/** Each fault in words for people: help texts and reports. */
export const faultMeanings: Readonly<Record<FaultKind, string>> = {
  refuse: 'hangs up without reading the request; at rate 1 the port itself is closed',
  error: 'answers 500, as when the model’s process has died',
  busy: 'answers 503, as when the queue is full',
  stall: 'never sends a header',
  'stall-stream': 'stops in mid-answer and keeps the connection open',
  reset: 'resets the connection before any header',
  'reset-stream': 'resets the connection in mid-answer',
  'truncated-json': 'completes the stream, but the plan in it is cut off',
  'truncated-stream': 'ends the stream in mid-answer, without the line that says done',
  'wrong-tool': 'plans with a tool that does not exist',
  empty: 'completes the stream without a word',
  loading: 'reads the model from disk first, so the headers come late',
};

/** How often one kind of fault happens; `rate` is the share of requests, 0..1. */
export interface FaultRate {
  readonly kind: FaultKind;
  readonly rate: number;
}

/**
 * Which chat requests fail, and how.
 * `rates`: at random by the simulator's seed; the rates must not add up to more than 1, since a request has at
 * most one fault. `script`: exactly this, request by request, then nothing more.
 * `loadingMs` is how long the fault `loading` takes (default `defaultLoadingMs`).
 */
export type FaultPlan =
  | { readonly type: 'rates'; readonly rates: readonly FaultRate[]; readonly loadingMs?: number }
  | { readonly type: 'script'; readonly sequence: readonly (FaultKind | 'none')[]; readonly loadingMs?: number };

/** Nothing fails. */
export const noFaults: FaultPlan = { type: 'rates', rates: [] };

/** A cold start that a client with a first-byte limit of seconds notices: 3 s. Ours, not measured. */
export const defaultLoadingMs = 3_000;

/** A fault for one request. `random` serves its own choices (where to cut), so that they disturb no other. */
export interface DealtFault {
  readonly kind: FaultKind;
  readonly random: Random;
}

/** True for a name in `faultMeanings`. */
export function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultMeanings, name);
}

/** Whether every request is refused, which the simulator does by closing its port. */
export function refusesEverything(plan: FaultPlan): boolean {
  return plan.type === 'rates' && plan.rates.some(({ kind, rate }) => kind === 'refuse' && rate === 1);
}

/** Deals faults to requests in their order: the same plan and seed deal the same faults. */
export class FaultDealer {
  readonly #plan: FaultPlan;
  readonly #seed: number;
  readonly #random: Random;
  #dealt = 0;

  /** Throws an `InputError` for a rate outside 0..1, rates above 1 in sum, an unknown kind or a bad `loadingMs`. */
  constructor(plan: FaultPlan, seed: number) {
    checkFaultPlan(plan);
    this.#plan = plan;
    this.#seed = seed;
    this.#random = seededRandom(seed);
  }

  get loadingMs(): number {
    return this.#plan.loadingMs ?? defaultLoadingMs;
  }

  /** The next request's fault, or undefined when it is to succeed. */
  next(): DealtFault | undefined {
    const ordinal = this.#dealt++;
    const kind = this.#plan.type === 'script' ? this.#plan.sequence[ordinal] : this.#draw(this.#plan.rates);
    if (kind === undefined || kind === 'none') return undefined;
    return { kind, random: seededRandom(this.#seed + ordinal + 1) };
  }

  #draw(rates: readonly FaultRate[]): FaultKind | undefined {
    if (rates.length === 0) return undefined;
    let left = this.#random.next();
    for (const { kind, rate } of rates) {
      if (left < rate) return kind;
      left -= rate;
    }
    return undefined;
  }
}

function checkFaultPlan(plan: FaultPlan): void {
  const known = Object.keys(faultMeanings).join(', ');
  const kinds = plan.type === 'script' ? plan.sequence : plan.rates.map(({ kind }) => kind);
  for (const kind of kinds) {
    if (kind !== 'none' && !isFaultKind(kind)) {
      throw new InputError('fault-kind', `There is no fault "${String(kind)}". Faults are: ${known}.`);
    }
  }
  if (plan.loadingMs !== undefined && !(plan.loadingMs >= 0 && plan.loadingMs < Number.POSITIVE_INFINITY)) {
    throw new InputError('fault-loading', `loadingMs is ${plan.loadingMs}; it must be 0 or more milliseconds.`);
  }
  if (plan.type === 'script') return;
  for (const { kind, rate } of plan.rates) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new InputError('fault-rate', `The rate of the fault "${kind}" is ${rate}; it must be from 0 to 1.`);
    }
  }
  const sum = plan.rates.reduce((total, { rate }) => total + rate, 0);
  // Rates such as 0.1 + 0.2 + 0.7 add up to a hair more than 1.
  if (sum > 1 + 1e-9) {
    throw new InputError('fault-rates', `The fault rates add up to ${sum}; a request has one fault, so 1 is the most.`);
  }
}
