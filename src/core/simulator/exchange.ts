import type { ServerResponse } from 'node:http';
import { abortReason } from '../base/abort.ts';
import { errorBody } from './ollamaReply.ts';

/** The two forms of an answer: a stream of JSON lines, or one JSON object. */
export type AnswerType = 'application/x-ndjson' | 'application/json; charset=utf-8';

/** One chat request's connection: the ways to end it, and who did. */
export class Exchange {
  /** Monotonic time at which the request's head was here. */
  readonly receivedMs: number;
  readonly #response: ServerResponse;
  #ended = false;
  #closed = false;
  #controller: AbortController | undefined;

  /** `onClose` is called once, when the answer is out or the connection gone. */
  constructor(response: ServerResponse, receivedMs: number, onClose: (exchange: Exchange) => void) {
    this.#response = response;
    this.receivedMs = receivedMs;
    response.once('close', () => {
      this.#closed = true;
      this.#controller?.abort();
      onClose(this);
    });
  }

  /** Whether the client left before we had ended the answer. */
  get leftByClient(): boolean {
    return this.#closed && !this.#ended;
  }

  get headersSent(): boolean {
    return this.#response.headersSent;
  }

  /** Aborts when the connection is gone. Made on demand: an answer at once needs none. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#closed) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Sends the headers of an answer where they have not been sent. */
  begin(type: AnswerType): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, { 'content-type': type });
    this.#response.flushHeaders();
  }

  /** Sends a part of the answer; resolves when the kernel has it. */
  write(type: AnswerType, text: string): Promise<void> {
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': type });
    return new Promise((resolve) => this.#response.write(text, () => resolve()));
  }

  /** Sends the rest of the answer and ends it. */
  end(type: AnswerType, text: string): void {
    this.#ended = true;
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': type });
    this.#response.end(text);
  }

  /** Answers with an error in Ollama's shape. */
  fail(status: number, message: string): void {
    this.#ended = true;
    this.#response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    this.#response.end(errorBody(message));
  }

  /** Ends the connection without another byte. */
  hangUp(): void {
    this.#ended = true;
    this.#response.socket?.destroy();
  }

  /** Ends the connection with a TCP reset, as when the server's process dies. */
  reset(): void {
    this.#ended = true;
    this.#response.socket?.resetAndDestroy();
  }

  /** Says that however it ends from now on is our doing. */
  disown(): void {
    this.#ended = true;
  }

  /** Never resolves; rejects when the connection is gone. */
  untilClosed(): Promise<never> {
    const { signal } = this;
    return new Promise((_resolve, reject) => {
      const onAbort = (): void => reject(abortReason(signal));
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}
