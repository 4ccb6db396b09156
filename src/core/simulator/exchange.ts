import type { ServerResponse } from 'node:http';
import { abortReason } from '../base/abort.ts';
import { jsonType, type Page } from './dialects/dialect.ts';
import type { Refusal, WireFormat } from './dialects/wireFormat.ts';

/** One request's connection to the model: the ways to end it, and who did. `type` is the content type throughout. */
export class Exchange {
  /** Monotonic time at which the request's head was here. */
  readonly receivedMs: number;
  /** The dialect that the request came in. */
  readonly wire: WireFormat;
  readonly #response: ServerResponse;
  #ended = false;
  #closed = false;
  #controller: AbortController | undefined;
  #onWritten: (() => void) | undefined;

  /** `onClose` is called once, when the answer is out or the connection gone. */
  constructor(response: ServerResponse, wire: WireFormat, receivedMs: number, onClose: (exchange: Exchange) => void) {
    this.#response = response;
    this.wire = wire;
    this.receivedMs = receivedMs;
    response.once('close', () => {
      this.#closed = true;
      this.#controller?.abort();
      this.#onWritten?.();
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
  begin(type: string): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, { 'content-type': type });
    this.#response.flushHeaders();
  }

  /**
   * Sends a part of the answer; resolves when the kernel has it, so whoever awaits it goes at the client's pace, or when
   * the connection is gone. One at a time.
   */
  write(type: string, part: string | Uint8Array): Promise<void> {
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': type });
    return new Promise((resolve) => {
      if (this.#closed) return resolve();
      // A response whose connection goes forgets the callbacks of what it has not sent.
      this.#onWritten = resolve;
      this.#response.write(part, () => resolve());
    });
  }

  /** Sends the rest of the answer and ends it. */
  end(type: string, text: string): void {
    this.#ended = true;
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': type });
    this.#response.end(text);
  }

  /** Answers with an error in the dialect's shape. */
  fail(refusal: Refusal): void {
    const { status, headers } = refusal;
    this.show({ status, type: jsonType, body: this.wire.errorBody(refusal) }, headers);
  }

  /** Answers with something that is no model's answer. */
  show({ status, type, body }: Page, headers?: Readonly<Record<string, string>>): void {
    this.#ended = true;
    this.#response.writeHead(status, { 'content-type': type, ...headers });
    this.#response.end(body);
  }

  /** Promises an answer of so many bytes, sends `part` of it and closes the connection. */
  breakPromise(type: string, promisedBytes: number, part: string): void {
    this.#ended = true;
    this.#response.writeHead(200, { 'content-type': type, 'content-length': promisedBytes });
    this.#response.write(part, () => this.#response.socket?.destroySoon());
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
