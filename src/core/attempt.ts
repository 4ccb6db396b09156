import type { AnswerWatch } from './answer/answerWatch.ts';
import { delay } from './base/abort.ts';
import type { Clock } from './base/clock.ts';
import type { Disposable } from './base/disposable.ts';
import { CoreError } from './base/errors.ts';
import { endCode, isCancel, isLoading, isTotalTimeout } from './failures.ts';
import { askUntilLoaded } from './loadingWait.ts';
import { lookInMemory } from './memoryLook.ts';
import { AttemptDeadline, type DeadlineSettings } from './resilience/deadlines.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import type { TraceRecorder } from './telemetry/trace.ts';
import type { GenerateAnswer, GenerateRequest, ModelTransport } from './transport/transport.ts';

/** What an attempt needs; all of one request's attempts share it. */
export interface AttemptOptions {
  readonly transport: ModelTransport;
  readonly request: GenerateRequest;
  readonly trace: TraceRecorder;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly deadlines: DeadlineSettings;
  /** A new reader for an answer from its beginning: it says where the answer may be ended. */
  readonly watch: () => AnswerWatch;
  /** The server turned out to be reading the model from disk, or no longer. */
  readonly onLoading: (isLoading: boolean) => void;
  /** So much of the attempt was spent on waiting for a server that is loading, milliseconds. */
  readonly onLoadWait: (waitedMs: number) => void;
}

/**
 * Servers tell what they counted a token after the plan's last brace, and a connection whose answer was read to its end
 * is used again. A model that goes on writing instead is ended at once, one that does neither after so long.
 */
const LINGER_MS = 250;
/** An answer that has not begun by then may be waiting for the model to be read from disk; so long between two looks. */
const LATE_MS = 1_500;

/**
 * attempt deadline ⊃ transport: sends the request once, each phase under its limit and in its span. A server that is
 * loading is waited for within the limit for the first byte: that is no failure, and the same attempt.
 */
export async function attempt(options: AttemptOptions, signal: AbortSignal): Promise<GenerateAnswer> {
  const { clock, trace, deadlines } = options;
  const loading = new LoadingNotice(options.onLoading);
  const wait = (delayMs: number): Promise<void> => {
    loading.tell(true);
    const span = trace.begin('load');
    options.onLoadWait(delayMs);
    return delay(clock, delayMs, signal).finally(() => trace.end(span));
  };
  try {
    const patience = { clock, limitMs: deadlines.firstByteMs, wait };
    return await askUntilLoaded(patience, () => send(options, loading, signal));
  } finally {
    loading.tell(false);
  }
}

/** Tells each change once: a server that is asked again and again while it loads is loading all the time. */
class LoadingNotice {
  readonly #onChange: (isLoading: boolean) => void;
  #isLoading = false;

  constructor(onChange: (isLoading: boolean) => void) {
    this.#onChange = onChange;
  }

  tell(isLoading: boolean): void {
    if (isLoading === this.#isLoading) return;
    this.#isLoading = isLoading;
    this.#onChange(isLoading);
  }
}

async function send(options: AttemptOptions, loading: LoadingNotice, signal: AbortSignal): Promise<GenerateAnswer> {
  const { transport, request, trace, clock, telemetry, deadlines } = options;
  telemetry.recordAttempt();
  const span = trace.begin('attempt');
  let phase = trace.begin('connect');
  const deadline = new AttemptDeadline({ clock, limits: deadlines, outer: signal });
  const late = noticeLoading(options, loading);
  const watch = options.watch();
  const pace = new AnswerPace(clock);
  let linger: Disposable | undefined;
  try {
    const observer = {
      onConnected: () => {
        deadline.connected();
        trace.end(phase);
        phase = trace.begin('first_byte');
      },
      onHeaders: () => {
        loading.tell(false);
        trace.end(phase);
        phase = trace.begin('stream');
      },
      onData: (text: string) => {
        late?.dispose();
        loading.tell(false);
        deadline.data();
        pace.data(text);
        if (linger !== undefined) return text.trim() === '' ? undefined : 'end';
        const found = watch.push(text);
        if (found === 'complete') linger = clock.setTimer(LINGER_MS, () => deadline.end(new PlanComplete()));
        return found === 'loop' ? 'end' : undefined;
      },
    };
    const answer = await transport.generate(request, observer, deadline.signal).catch((error: unknown) => {
      if (!(deadline.signal.reason instanceof PlanComplete)) throw error;
      return endedAnswer(watch.text);
    });
    // A loop in what the server has ended by itself is a bad answer, which its judge will name.
    if (answer.finish === 'ended' && watch.loop !== undefined) throw watch.loop;
    const { finish, receivedBytes } = answer;
    trace.end(span, { ...answer.timings, ...pace.attributes(), receivedBytes, rung: request.rung, finish });
    return answer;
  } catch (error) {
    const code = endCode(error, signal);
    trace.end(span, undefined, code);
    // The end of the whole request is counted where the request ends: it may come between two attempts as well.
    if (!isCancel(signal) && !isLoading(error) && !isTotalTimeout(error)) telemetry.recordFailure(code);
    throw error;
  } finally {
    linger?.dispose();
    late?.dispose();
    deadline.dispose();
  }
}

/** When the answer's text came, as this side saw it: milliseconds from the sending of the request, and how much it was. */
class AnswerPace {
  readonly #clock: Clock;
  readonly #sentMs: number;
  #firstMs: number | undefined;
  #lastMs = 0;
  #characters = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sentMs = clock.nowMs();
  }

  data(text: string): void {
    if (text === '') return;
    this.#lastMs = this.#clock.nowMs();
    this.#firstMs ??= this.#lastMs;
    this.#characters += text.length;
  }

  /** Nothing where no text came. */
  attributes(): { readonly firstTextMs?: number; readonly lastTextMs?: number; readonly characters?: number } {
    if (this.#firstMs === undefined) return {};
    return {
      firstTextMs: this.#firstMs - this.#sentMs,
      lastTextMs: this.#lastMs - this.#sentMs,
      characters: this.#characters,
    };
  }
}

/** Why an attempt whose plan is complete is ended; nobody is shown it. */
class PlanComplete extends CoreError {
  constructor() {
    super('plan-complete', 'The plan is complete.');
  }
}

/** What came of an answer that was ended by us. */
function endedAnswer(text: string): GenerateAnswer {
  return { text, finish: 'ended', timings: {}, receivedBytes: Buffer.byteLength(text) };
}

/**
 * Asks a server that sends nothing for a while whether it is loading the model: servers that load on demand answer
 * late instead of saying so. Dispose it when the answer has begun.
 */
function noticeLoading(options: AttemptOptions, loading: LoadingNotice): Disposable | undefined {
  const { transport, request, clock, deadlines } = options;
  if (transport.isLoaded === undefined) return undefined;
  const what = { transport, model: request.model, clock, limitMs: deadlines.connectMs };
  let isOver = false;
  // Its own signal, since the attempt's is not aborted by an answer. Made late: hardly any attempt looks.
  let look: AbortController | undefined;
  const ask = async (): Promise<void> => {
    look = new AbortController();
    // Whatever keeps it from answering, the attempt itself will run into, and say.
    const isLoaded = await lookInMemory(what, look.signal).catch(() => undefined);
    if (isLoaded === undefined || isOver) return;
    loading.tell(!isLoaded);
    // What follows the load is the prompt, which takes its time too.
    if (!isLoaded) timer = clock.setTimer(LATE_MS, () => void ask());
  };
  let timer = clock.setTimer(LATE_MS, () => void ask());
  return {
    dispose() {
      if (isOver) return;
      isOver = true;
      timer.dispose();
      look?.abort();
    },
  };
}
