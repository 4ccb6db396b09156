import { InputError } from '../base/errors.ts';
import { type Random, seededRandom } from '../base/random.ts';
import {
  defaultFaultTimes,
  type FaultKind,
  type FaultPlan,
  type FaultRate,
  type FaultTimes,
  faultMeanings,
  isFaultKind,
} from './faults.ts';

/** A fault for one request. `random` serves its own choices (where to cut), so that they disturb no other. */
export interface DealtFault<Kind extends FaultKind = FaultKind> {
  readonly kind: Kind;
  readonly random: Random;
}

/** Deals faults to requests in their order: the same plan and seed deal the same faults. */
export class FaultDealer {
  readonly times: Required<FaultTimes>;
  readonly #plan: FaultPlan;
  readonly #seed: number;
  readonly #random: Random;
  #dealt = 0;

  /** Throws an `InputError` for a rate outside 0..1, rates above 1 in sum, an unknown kind or an impossible time. */
  constructor(plan: FaultPlan, seed: number) {
    checkFaultPlan(plan);
    this.times = { ...defaultFaultTimes, ...definedTimes(plan) };
    this.#plan = plan;
    this.#seed = seed;
    this.#random = seededRandom(seed);
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
  checkTimes(plan);
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

function checkTimes({ loadingMs = 0, retryAfterS = 0, dripMs = 1 }: FaultTimes): void {
  if (!(loadingMs >= 0 && loadingMs < Number.POSITIVE_INFINITY)) {
    throw new InputError('fault-loading', `loadingMs is ${loadingMs}; it must be 0 or more milliseconds.`);
  }
  if (!(Number.isSafeInteger(retryAfterS) && retryAfterS >= 0)) {
    throw new InputError('fault-retry-after', `retryAfterS is ${retryAfterS}; it must be whole seconds, 0 or more.`);
  }
  if (!(dripMs > 0 && dripMs < Number.POSITIVE_INFINITY)) {
    throw new InputError('fault-drip', `dripMs is ${dripMs}; it must be more than 0 milliseconds.`);
  }
}

function definedTimes({ loadingMs, retryAfterS, dripMs }: FaultTimes): FaultTimes {
  return {
    ...(loadingMs === undefined ? {} : { loadingMs }),
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
    ...(dripMs === undefined ? {} : { dripMs }),
  };
}
