/** Instead of an answer: the connection, or an HTTP answer that is none of the model's. */
export type EarlyFault =
  | 'refuse'
  | 'bad-request'
  | 'unauthorized'
  | 'unknown-model'
  | 'request-timeout'
  | 'rate-limit'
  | 'retry-after'
  | 'error'
  | 'bad-gateway'
  | 'busy'
  | 'html-page'
  | 'redirect-302'
  | 'redirect-307'
  | 'stall'
  | 'reset';

/** A proper answer with the wrong words. */
export type WordFault = 'truncated-json' | 'wrong-tool' | 'empty';

/** An answer that takes a wrong turn on its way. */
export type StreamFault =
  | 'headers-only'
  | 'stall-stream'
  | 'reset-stream'
  | 'truncated-stream'
  | 'wrong-length'
  | 'malformed-stream'
  | 'error-in-stream'
  | 'byte-by-byte'
  | 'slow-drip'
  | 'endless'
  | 'endless-whitespace'
  | 'repeating-token'
  | 'run-on';

/** The ways in which a local model lets its client down; what each one does stands in `faultMeanings`. */
export type FaultKind = EarlyFault | WordFault | StreamFault | 'loading' | 'not-ready';

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
  'not-ready': 'answers 503 while the model loads: every request and /health, for a while from the first time on',
  'bad-request': 'answers 400, as to a request that it does not understand',
  unauthorized: 'answers 401, as when the key is wrong',
  'unknown-model': 'answers 404, as to a model that it does not have',
  'request-timeout': 'answers 408, as when the request came too slowly',
  'rate-limit': 'answers 429 and does not say when to come back',
  'retry-after': 'answers 429 with a Retry-After',
  'bad-gateway': 'answers 502 with a proxy’s web page',
  'html-page': 'answers 200 with a web page',
  'redirect-302': 'redirects to another host with 302',
  'redirect-307': 'redirects to another host with 307',
  'headers-only': 'sends the headers of an answer and then nothing',
  'wrong-length': 'promises more bytes than it sends and closes the connection',
  'malformed-stream': 'has a part in mid-stream that is no JSON, and goes on as if nothing were wrong',
  'error-in-stream': 'begins an answer with 200 and ends it with an error',
  'byte-by-byte': 'sends every byte by itself; some characters have several',
  'slow-drip': 'sends a token now and then, for ever',
  endless: 'writes a plan without end as fast as it is read',
  'endless-whitespace': 'begins a plan and goes on with white space for ever',
  'repeating-token': 'begins a plan and repeats one token for ever',
  'run-on': 'goes on after the plan with sentences, up to the token limit',
};

/** How often one kind of fault happens; `rate` is the share of requests, 0..1. */
export interface FaultRate {
  readonly kind: FaultKind;
  readonly rate: number;
}

/** How long faults take; each has a default. */
export interface FaultTimes {
  /** `loading`: until the headers; `not-ready`: from the first refusal until the model is there. Milliseconds. */
  readonly loadingMs?: number;
  /** What `retry-after` tells its client to wait, whole seconds. */
  readonly retryAfterS?: number;
  /** The time between two tokens of `slow-drip`, milliseconds. */
  readonly dripMs?: number;
}

/**
 * Which requests to the model fail, and how.
 * `rates`: at random by the simulator's seed; the rates must not add up to more than 1, since a request has at
 * most one fault. `script`: exactly this, request by request, then nothing more.
 */
export type FaultPlan = FaultTimes &
  (
    | { readonly type: 'rates'; readonly rates: readonly FaultRate[] }
    | { readonly type: 'script'; readonly sequence: readonly (FaultKind | 'none')[] }
  );

/** Nothing fails. */
export const noFaults: FaultPlan = { type: 'rates', rates: [] };

/** Ours, not measured: a cold start that a first-byte limit of seconds notices; a drip that a limit of silence does not. */
export const defaultFaultTimes: Required<FaultTimes> = { loadingMs: 3_000, retryAfterS: 1, dripMs: 1_000 };

/** True for a name in `faultMeanings`. */
export function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultMeanings, name);
}

/** Whether every request is refused, which the simulator does by closing its port. */
export function refusesEverything(plan: FaultPlan): boolean {
  return plan.type === 'rates' && plan.rates.some(({ kind, rate }) => kind === 'refuse' && rate === 1);
}
