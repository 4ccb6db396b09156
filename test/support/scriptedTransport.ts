import { delay } from '../../src/core/base/abort.ts';
import type { Clock } from '../../src/core/base/clock.ts';
import type {
  GenerateAnswer,
  GenerateObserver,
  GenerateRequest,
  ModelTransport,
} from '../../src/core/transport/transport.ts';
import type { TransportErrorCode } from '../../src/core/transport/transportErrors.ts';
import { TransportError } from '../../src/core/transport/transportErrors.ts';

/** What the model does with one attempt. It takes `afterMs` for it, on the test's clock. */
export type Behaviour =
  | {
      readonly type: 'answer';
      readonly text: string;
      /** Before the answer, and in one that comes in pieces before each of them. */
      readonly afterMs?: number;
      readonly finish?: 'stop' | 'length';
      /** `text` in these pieces; it is ended early where the observer has had enough. */
      readonly pieces?: readonly string[];
      /** What the server says that it spent on loading. */
      readonly loadMs?: number;
    }
  | {
      readonly type: 'error';
      readonly code: TransportErrorCode;
      readonly retryable?: boolean;
      readonly afterMs?: number;
    }
  /** Never connects, never answers, or falls silent after a first word; ends only by an abort. */
  | { readonly type: 'hang'; readonly in: 'connect' | 'first-byte' | 'stream' };

/** A plan that can be carried out in every world of `makeScenario`. */
export const goodAnswer: Behaviour = { type: 'answer', text: '{"plan_id":"p","steps":[{"act":"Scan","radius":5}]}' };
/** A plan with a tool that does not exist. */
export const invalidAnswer: Behaviour = { type: 'answer', text: '{"plan_id":"p","steps":[{"act":"Teleport"}]}' };
export const refusedConnection: Behaviour = { type: 'error', code: 'refused' };

/** A model that does what the script says, attempt by attempt; the last behaviour is repeated. */
export class ScriptedTransport implements ModelTransport {
  readonly endpoint = 'http://model.test';
  readonly dialect = 'ollama';
  readonly rungs = ['schema', 'json', 'text'] as const;
  readonly requests: GenerateRequest[] = [];
  /** Attempts under way. */
  running = 0;
  script: readonly Behaviour[];
  readonly #clock: Clock;

  constructor(clock: Clock, ...script: readonly Behaviour[]) {
    this.#clock = clock;
    this.script = script;
  }

  get calls(): number {
    return this.requests.length;
  }

  async generate(request: GenerateRequest, observer: GenerateObserver, signal: AbortSignal): Promise<GenerateAnswer> {
    const behaviour = this.script[Math.min(this.requests.length, this.script.length - 1)] ?? goodAnswer;
    this.requests.push(request);
    this.running++;
    try {
      return await this.#perform(behaviour, observer, signal);
    } finally {
      this.running--;
    }
  }

  async #perform(behaviour: Behaviour, observer: GenerateObserver, signal: AbortSignal): Promise<GenerateAnswer> {
    signal.throwIfAborted();
    switch (behaviour.type) {
      case 'answer':
        observer.onConnected();
        return this.#answer(behaviour, observer, signal);
      case 'error': {
        const { code, retryable = true } = behaviour;
        await delay(this.#clock, behaviour.afterMs ?? 0, signal);
        throw new TransportError(code, `The scripted server says ${code}.`, { retryable });
      }
      case 'hang':
        if (behaviour.in !== 'connect') observer.onConnected();
        if (behaviour.in === 'stream') {
          observer.onHeaders();
          observer.onData('{');
        }
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
        );
    }
  }

  async #answer(
    { pieces, text: whole, afterMs = 0, finish = 'stop', loadMs }: Behaviour & { readonly type: 'answer' },
    observer: GenerateObserver,
    signal: AbortSignal,
  ): Promise<GenerateAnswer> {
    let text = '';
    const parts = pieces ?? [whole];
    for (const [index, piece] of parts.entries()) {
      await delay(this.#clock, afterMs, signal);
      if (index === 0) observer.onHeaders();
      text += piece;
      const isEnded = observer.onData(piece) === 'end';
      if (isEnded && index < parts.length - 1)
        return { text, finish: 'ended', timings: {}, receivedBytes: text.length };
    }
    const timings = { promptTokens: 100, outputTokens: 20, ...(loadMs === undefined ? {} : { loadMs }) };
    return { text, finish, timings, receivedBytes: text.length };
  }
}
