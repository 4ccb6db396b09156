import { InputError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';

/**
 * How long answers take.
 * `fixed`: the last byte leaves `serviceTimeMs` after the request arrived, however many come at once; 0 is at once.
 * `phi3`: a small model on a laptop; one request at a time per model, the others queue. `scale` 1 is real time.
 * `recorded`: what the transcript took, times `scale`; in replay mode only.
 */
export type LatencyProfile =
  | { readonly type: 'fixed'; readonly serviceTimeMs: number }
  | { readonly type: 'phi3'; readonly scale: number }
  | { readonly type: 'recorded'; readonly scale: number };

/**
 * The `phi3` profile at scale 1, fitted by hand to recorded answers of that model on a laptop GPU: prompts of
 * 11.9 kB took 12–14 s, of 1.6 kB 5–6 s, of 0.4 kB 3.5 s, with answers of 25 to 60 tokens.
 * The load was not recorded: 5 s is 2.4 GB of weights at 0.5 GB/s.
 */
const phi3Costs = {
  loadMs: 5_000,
  /** Spent on every request whatever its size. */
  baseMs: 2_400,
  prefillMsPerToken: 2.9,
  decodeMsPerToken: 40,
  /** Log-normal spread, as the standard deviation of the logarithm: of a whole request, and of one token. */
  requestSpread: 0.02,
  tokenSpread: 0.15,
} as const;

/** A fixed service time is half silence, half answer in this many writes: more would be timers, not fidelity. */
const fixedBursts = 4;

/** What one request asks of the model. */
export interface Work {
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** What it took when it was recorded; 0 where it was not. */
  readonly recordedMs: number;
}

/** When the parts of one answer are ready, milliseconds from the start of the work (after queue and load). */
export interface Schedule {
  /** The prompt has been read. */
  readonly prefillMs: number;
  /** Each token, ascending. */
  readonly tokenMs: readonly number[];
  /** The whole answer; never before the last token. */
  readonly totalMs: number;
}

/** Throws an `InputError` for a time or a scale that is negative or no number. */
export function checkLatency(profile: LatencyProfile): void {
  const [name, value] = profile.type === 'fixed' ? ['service time', profile.serviceTimeMs] : ['scale', profile.scale];
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError('latency', `The ${name} is ${value}; it must be a number, 0 or more.`);
  }
}

/** True when answers take no time at all. */
export function isInstant(profile: LatencyProfile): boolean {
  return (profile.type === 'fixed' ? profile.serviceTimeMs : profile.scale) === 0;
}

/** How long reading the model from disk takes, milliseconds. A recorded time holds its load already. */
export function loadTimeMs(profile: LatencyProfile): number {
  return profile.type === 'phi3' ? phi3Costs.loadMs * profile.scale : 0;
}

/** How many requests one model works on at a time; the rest queue. */
export function parallelRequests(profile: LatencyProfile): number {
  return profile.type === 'phi3' ? 1 : Number.POSITIVE_INFINITY;
}

/** Plans one answer's timing. Draws from `random` only for `phi3`. */
export function scheduleAnswer(profile: LatencyProfile, work: Work, random: Random): Schedule {
  switch (profile.type) {
    case 'fixed':
      return spreadEvenly(profile.serviceTimeMs, work.outputTokens);
    case 'recorded':
      return spreadEvenly(work.recordedMs * profile.scale, work.outputTokens);
    case 'phi3':
      return likePhi3(profile.scale, work, random);
  }
}

function spreadEvenly(totalMs: number, outputTokens: number): Schedule {
  const prefillMs = totalMs / 2;
  const tokenMs: number[] = [];
  for (let token = 1; token <= outputTokens; token++) {
    const burst = Math.ceil((token * fixedBursts) / outputTokens);
    tokenMs.push(prefillMs + (burst / fixedBursts) * (totalMs - prefillMs));
  }
  return { prefillMs, tokenMs, totalMs };
}

function likePhi3(scale: number, work: Work, random: Random): Schedule {
  const pace = scale * logNormal(random, phi3Costs.requestSpread);
  const prefillMs = pace * (phi3Costs.baseMs + work.promptTokens * phi3Costs.prefillMsPerToken);
  const tokenMs: number[] = [];
  let nowMs = prefillMs;
  for (let token = 0; token < work.outputTokens; token++) {
    nowMs += pace * phi3Costs.decodeMsPerToken * logNormal(random, phi3Costs.tokenSpread);
    tokenMs.push(nowMs);
  }
  return { prefillMs, tokenMs, totalMs: nowMs };
}

/** A factor with median 1 (Box–Muller; `1 - u` keeps the logarithm finite). */
function logNormal(random: Random, spread: number): number {
  const gaussian = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Math.exp(spread * gaussian);
}
