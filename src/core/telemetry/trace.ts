import type { Clock } from '../base/clock.ts';

/** The stages a request can pass, each a span's name. */
export type SpanName =
  | 'key'
  | 'cache'
  | 'near'
  | 'join'
  | 'breaker'
  | 'queue'
  | 'prompt'
  | 'attempt'
  | 'connect'
  | 'load'
  | 'first_byte'
  | 'stream'
  | 'backoff'
  | 'parse'
  | 'validate'
  | 'simulate'
  | 'tier'
  /** Between two stages: this process was busy with something else. */
  | 'event_loop';

export type SpanAttribute = string | number | boolean;

/** One thing a request did. Times in milliseconds, monotonic, from the request's start. */
export interface Span {
  readonly name: SpanName;
  readonly startMs: number;
  readonly durationMs: number;
  /** Index of the enclosing span in the trace, -1 at the top. */
  readonly parent: number;
  /** `error` when the stage failed, with the error's code. */
  readonly error?: string;
  readonly attributes?: Readonly<Record<string, SpanAttribute>>;
}

/** Everything one request did. Holds no prompt and no answer text. */
export interface Trace {
  readonly requestId: number;
  readonly model: string;
  /** What was asked under that name; a simulator is never taken for a model. */
  readonly answerer: 'server' | 'simulator' | 'none';
  /** Calendar time of the start, milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly totalMs: number;
  readonly spans: readonly Span[];
}

type OpenSpan = { -readonly [Key in keyof Span]: Span[Key] };

/** Up to so much between two stages is the later one's; more is a span of its own. */
const HANDOVER_MS = 0.05;
/** The same at the very end, as a share of the whole. */
const HANDOVER_SHARE = 0.005;

/**
 * Records the spans of one request as they begin and end. Not for concurrent siblings of one parent.
 *
 * Spans leave no gaps: one begins where the one before it ended, and a span with others in it ends where the last of
 * them did. When more than a moment passes between two stages, it is there as a span named `event_loop`.
 */
export class TraceRecorder {
  readonly #clock: Clock;
  readonly #originMs: number;
  readonly #startedAtMs: number;
  readonly #requestId: number;
  readonly #model: string;
  readonly #answerer: Trace['answerer'];
  readonly #spans: OpenSpan[] = [];
  readonly #open: number[] = [];
  /** Up to here the time is accounted for. */
  #coveredMs = 0;

  constructor(options: {
    readonly clock: Clock;
    readonly requestId: number;
    readonly model: string;
    readonly answerer: Trace['answerer'];
  }) {
    this.#clock = options.clock;
    this.#requestId = options.requestId;
    this.#model = options.model;
    this.#answerer = options.answerer;
    this.#originMs = options.clock.nowMs();
    this.#startedAtMs = options.clock.wallMs();
  }

  get requestId(): number {
    return this.#requestId;
  }

  /** Calendar time of the start, milliseconds since the epoch. */
  get startedAtMs(): number {
    return this.#startedAtMs;
  }

  /** Milliseconds since the request began. */
  elapsedMs(): number {
    return this.#clock.nowMs() - this.#originMs;
  }

  /** The innermost stage that is under way; undefined between two. */
  get stage(): SpanName | undefined {
    return this.#spans[this.#open.at(-1) ?? -1]?.name;
  }

  /** Opens a span below the innermost open one and returns its handle. */
  begin(name: SpanName): number {
    this.#cover(this.elapsedMs());
    const handle = this.#spans.length;
    this.#spans.push({ name, startMs: this.#coveredMs, durationMs: 0, parent: this.#open.at(-1) ?? -1 });
    this.#open.push(handle);
    return handle;
  }

  /** Closes a span, and whatever was left open inside it. Ending it again does nothing. */
  end(handle: number, attributes?: Readonly<Record<string, SpanAttribute>>, error?: string): void {
    const depth = this.#open.lastIndexOf(handle);
    const span = this.#spans[handle];
    if (depth === -1 || span === undefined) return;
    const nowMs = this.elapsedMs();
    // The innermost lasts until now, unless it has others in it.
    if (this.#open.at(-1) === this.#spans.length - 1) this.#coveredMs = nowMs;
    else this.#cover(nowMs);
    while (this.#open.length > depth) {
      const inner = this.#spans[this.#open.pop() ?? -1];
      if (inner !== undefined) inner.durationMs = this.#coveredMs - inner.startMs;
    }
    if (attributes !== undefined) span.attributes = attributes;
    if (error !== undefined) span.error = error;
  }

  /** Adds a span that is over already, below the innermost open one. Costs no look at the clock. */
  add(name: SpanName, startMs: number, endMs: number): void {
    const parent = this.#open.at(-1) ?? -1;
    this.#spans.push({ name, startMs, durationMs: endMs - startMs, parent });
    this.#coveredMs = endMs;
  }

  /** Does `work` in a span of its own. */
  during<T>(name: SpanName, work: () => T): T {
    const handle = this.begin(name);
    try {
      return work();
    } finally {
      this.end(handle);
    }
  }

  /** Closes whatever is open and hands out the trace, which later spans do not change. With nothing open it may end at `totalMs`, a time already read. */
  finish(totalMs?: number): Trace {
    const outermost = this.#open[0];
    if (outermost !== undefined) this.end(outermost);
    const endMs = totalMs ?? this.elapsedMs();
    this.#cover(endMs, Math.min(HANDOVER_MS, HANDOVER_SHARE * endMs));
    return {
      requestId: this.#requestId,
      model: this.#model,
      answerer: this.#answerer,
      startedAtMs: this.#startedAtMs,
      totalMs: endMs,
      spans: this.#spans.slice(),
    };
  }

  /** Accounts for the time until `nowMs`: more than a moment is a span below the innermost open one. */
  #cover(nowMs: number, momentMs = HANDOVER_MS): void {
    const gapMs = nowMs - this.#coveredMs;
    if (gapMs <= momentMs) return;
    const parent = this.#open.at(-1) ?? -1;
    this.#spans.push({ name: 'event_loop', startMs: this.#coveredMs, durationMs: gapMs, parent });
    this.#coveredMs = nowMs;
  }
}
