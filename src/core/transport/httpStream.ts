import http from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { abortReason } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { clientClosed } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import { connectionError, isProtocolError, otherProtocol, unsendableKey } from './connectionErrors.ts';
import { retryAfterMs } from './retryAfter.ts';
import { TransportError } from './transportErrors.ts';

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** JSON text; sent with its length, so that no server has to guess. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type OnChunk = (chunk: Buffer) => 'stop' | 'last' | undefined;

/** How long a body may take to end after its last needed piece. Servers send its end at once. */
const END_MS = 100;

/** A response whose headers are here and whose body is still coming. */
export interface HttpResponse {
  readonly status: number;
  /** What the server calls itself, if it does. */
  server(): string | undefined;
  /** How long the server asks us to wait, milliseconds; undefined where it does not say. */
  retryAfterMs(): number | undefined;
  /**
   * Reads the body: `onChunk` gets each piece as it arrives and may return 'stop' to end the connection there, or 'last'
   * when it needs no more: then it is not called again, and the body has a moment to end by itself, which keeps the
   * connection for reuse. Resolves at the end, or when `limitMs` have passed, which ends the connection; rejects with a
   * `TransportError`, the signal's reason, or what `onChunk` throws. Once only.
   */
  readBody(onChunk: OnChunk, limitMs?: number): Promise<void>;
}

/** The address of `path` below an endpoint, whose own path (behind a proxy) is kept. */
export function urlBelow(endpoint: string, path: string): URL {
  return new URL(`${endpoint.replace(/\/+$/, '')}${path}`);
}

type HttpClock = Pick<Clock, 'wallMs' | 'setTimer'>;

/** Where a request goes and through which pool of connections. */
interface Address extends Pick<http.RequestOptions, 'protocol' | 'hostname' | 'port' | 'path'> {
  readonly isSecure: boolean;
  readonly agent: http.Agent;
}

/** What is done in the course of one exchange. */
export interface ExchangeHandler<T> {
  /** The request has a connected socket. */
  onConnected(): void;
  /**
   * The headers are here; its result is that of the exchange, and where it rejects the connection ends. Called in the
   * turn in which they arrive: a body that is read at once goes from the parser to its reader, without a stay in the
   * stream's buffer.
   */
  onResponse(response: HttpResponse): Promise<T>;
}

/** A look at an address that is over. */
export interface Probe {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** "HTTP 200", or what became of it in a word. */
  readonly outcome: string;
  readonly durationMs: number;
}

/**
 * HTTP over `node:http`, without the hidden limits of a library: no redirect, no retry, no timeout of its own.
 * Connections are kept for reuse. Dispose it to close them.
 */
export class HttpClient {
  readonly #plain = new http.Agent({ keepAlive: true, maxFreeSockets: 4 });
  readonly #secure = new https.Agent({ keepAlive: true, maxFreeSockets: 4 });
  readonly #addresses = new WeakMap<URL, Address>();
  readonly #clock: HttpClock;
  // Who listens writes a log, and has nobody else to tell of a failure.
  readonly #probes = new Emitter<Probe>(() => {});
  #isDisposed = false;

  /** `clock` reads a `Retry-After` that is a date, and bounds the wait for bodies that do not end. */
  constructor(options: { readonly clock: HttpClock }) {
    this.#clock = options.clock;
  }

  /** Told of each small request that only finds out what is at an address, when it is over. */
  get onDidProbe(): Event<Probe> {
    return this.#probes.event;
  }

  /** To be called at the end of each; `probe` is asked only when somebody listens. */
  probed(probe: () => Probe): void {
    if (this.#probes.isHeard) this.#probes.fire(probe());
  }

  /**
   * Sends `request` and settles as `onResponse` does. Before a response it rejects with a `TransportError`, or with
   * `disposed`; when `signal` aborts, which ends the socket at any time, with the signal's reason. Where the server had
   * closed a kept connection in the meantime the code is `stale-connection`, and the next request goes over a new one.
   */
  exchange<T>(request: HttpRequest, handler: ExchangeHandler<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    if (this.#isDisposed) return Promise.reject(clientClosed());
    const { url, method, body } = request;
    const bodyBytes = body === undefined ? 0 : Buffer.byteLength(body);
    const address = this.#address(url);
    const { isSecure, agent, protocol, hostname, port, path } = address;
    return new Promise((resolve, reject) => {
      const headers =
        body === undefined
          ? request.headers
          : { 'content-type': 'application/json', 'content-length': bodyBytes, ...request.headers };
      let outgoing: http.ClientRequest;
      try {
        outgoing = (isSecure ? https : http).request({ agent, protocol, hostname, port, path, method, headers });
      } catch (cause) {
        // Nothing in it comes from outside but a key.
        reject(unsendableKey(url, cause));
        return;
      }
      let bytesReadBefore: number | undefined;
      let hasResponse = false;
      // Without an error: a socket that goes back to the pool in this very turn has nobody to hear of it.
      const onAbort = (): void => void outgoing.destroy();
      signal.addEventListener('abort', onAbort, { once: true });
      outgoing.once('close', () => {
        signal.removeEventListener('abort', onAbort);
        // Where neither a response nor an error was told of, this is the only word of the end; else it is too late.
        if (!hasResponse)
          reject(signal.aborted ? abortReason(signal) : connectionError(new Error('closed'), url, false));
      });
      // Nobody asked for another protocol. Unheard, it would end the connection without a word.
      outgoing.once('upgrade', (_incoming, socket) => {
        socket.destroy();
        reject(signal.aborted ? abortReason(signal) : otherProtocol(url));
      });
      outgoing.once('socket', (socket) => {
        bytesReadBefore = socket.bytesRead;
        if (socket.connecting) socket.once(isSecure ? 'secureConnect' : 'connect', () => handler.onConnected());
        else handler.onConnected();
      });
      outgoing.once('response', (incoming) => {
        hasResponse = true;
        const failure = (cause: unknown): Error =>
          signal.aborted
            ? abortReason(signal)
            : new TransportError(
                'reset',
                `The connection to the model server at ${url.origin} broke in the middle of the answer. The server may have crashed; its log may say more.`,
                { retryable: true, cause },
              );
        const response: HttpResponse = {
          status: incoming.statusCode ?? 0,
          server: () => headerText(incoming.headers['server']),
          retryAfterMs: () => retryAfterMs(incoming.headers, () => this.#clock.wallMs()),
          readBody: (onChunk, limitMs) =>
            readBody({ incoming, outgoing, failure, signal, clock: this.#clock }, onChunk, limitMs),
        };
        resolve(receive(handler, response, outgoing));
      });
      // Stays attached: after the response began, its errors reach the body's reader as well.
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        if (signal.aborted) return reject(abortReason(signal));
        const isUnanswered = bytesReadBefore === undefined || outgoing.socket?.bytesRead === bytesReadBefore;
        const isStale = outgoing.reusedSocket && !this.#isDisposed && isEndOfStale(error, isUnanswered);
        if (isStale) closeIdle(address);
        reject(connectionError(error, url, isStale));
      });
      // Nothing but ASCII is the same bytes in Latin-1, which goes to the socket without being converted.
      outgoing.end(body, bodyBytes === body?.length ? 'latin1' : 'utf8');
    });
  }

  /** An address in parts. Transports ask the same few again and again, by the same object. */
  #address(url: URL): Address {
    const known = this.#addresses.get(url);
    if (known !== undefined) return known;
    const { protocol, hostname, port, path } = urlToHttpOptions(url);
    const isSecure = protocol === 'https:';
    const agent = isSecure ? this.#secure : this.#plain;
    const address = { isSecure, agent, protocol, hostname, port, path };
    this.#addresses.set(url, address);
    return address;
  }

  /** Ends every connection, those in use too, and refuses new ones. */
  dispose(): void {
    this.#isDisposed = true;
    this.#plain.destroy();
    this.#secure.destroy();
  }
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

/** Hands the response over. What is thrown stays out of the parser, which would take it for an error of the server's. */
async function receive<T>(
  handler: ExchangeHandler<T>,
  response: HttpResponse,
  outgoing: http.ClientRequest,
): Promise<T> {
  try {
    return await handler.onResponse(response);
  } catch (error) {
    // Whoever does not want the answer must not leave the server generating it.
    outgoing.destroy();
    throw error;
  }
}

/** By events rather than an async iterator: that costs a small answer a twentieth of its time. */
function readBody(
  from: {
    readonly incoming: http.IncomingMessage;
    readonly outgoing: http.ClientRequest;
    readonly failure: (cause: unknown) => Error;
    readonly signal: AbortSignal;
    readonly clock: HttpClock;
  },
  onChunk: OnChunk,
  limitMs: number | undefined,
): Promise<void> {
  const { incoming, outgoing, failure, signal, clock } = from;
  return new Promise((resolve, reject) => {
    let timer: Disposable | undefined;
    let isLast = false;
    const stop = (): void => {
      timer?.dispose();
      // A reader that stops early must not leave the server generating.
      incoming.pause();
      outgoing.destroy();
    };
    const stopAfter = (delayMs: number): void => {
      timer?.dispose();
      timer = clock.setTimer(delayMs, () => {
        resolve();
        stop();
      });
    };
    if (limitMs !== undefined) stopAfter(limitMs);
    incoming.on('data', (chunk: Buffer) => {
      if (isLast) return;
      try {
        const wish = onChunk(chunk);
        isLast = wish === 'last';
        if (isLast) stopAfter(END_MS);
        if (wish !== 'stop') return;
        resolve();
      } catch (error) {
        reject(error);
      }
      stop();
    });
    incoming.once('end', () => {
      timer?.dispose();
      // An abort in the turn of the last piece has thrown away what was still to be read.
      if (signal.aborted) reject(failure(undefined));
      else resolve();
    });
    incoming.once('error', (error) => reject(failure(error)));
    incoming.once('close', () => {
      timer?.dispose();
      if (!incoming.readableEnded) reject(failure(undefined));
    });
  });
}

/**
 * Whether a failure on a kept connection says only that the server had closed it: it ended before a byte came back, or
 * what came back was no HTTP, such as the rest of an answer that was longer than its headers had said.
 */
function isEndOfStale({ code }: NodeJS.ErrnoException, isUnanswered: boolean): boolean {
  if (isProtocolError(code)) return true;
  return isUnanswered && (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED');
}

/** Ends the connections that wait for reuse: as old as one that the server has closed, they would fail in turn. */
function closeIdle({ agent, isSecure, hostname, port }: Address): void {
  // The pool's names begin so; https has more in them.
  const name = `${hostname}:${port ?? (isSecure ? 443 : 80)}:`;
  for (const [key, sockets] of Object.entries(agent.freeSockets)) {
    if (key.startsWith(name)) for (const socket of sockets ?? []) socket.destroy();
  }
}
