import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import type { Secret } from '../../../src/core/base/secret.ts';
import { createTransport } from '../../../src/core/transport/createTransport.ts';
import { HttpClient } from '../../../src/core/transport/httpStream.ts';
import type {
  GenerateAnswer,
  GenerateObserver,
  GenerateRequest,
  ModelTransport,
} from '../../../src/core/transport/transport.ts';
import type { Dialect } from '../../support/dialects.ts';
import { type LoopbackServer, serveHttp } from '../../support/loopbackServer.ts';

export const request: GenerateRequest = {
  model: 'phi3',
  messages: [{ role: 'user', content: 'Plan – 敌人 🙂' }],
  temperature: 0,
  maxOutputTokens: 64,
  contextTokens: 4_096,
  rung: 'json',
  form: { schemaJson: '{"type":"object","required":["steps"]}', grammar: 'root ::= "{}"' },
};

/** An HTTP client that ends with its test. */
export function makeHttp(): HttpClient {
  const http = new HttpClient({ clock: systemClock });
  onTestFinished(() => http.dispose());
  return http;
}

/** Notes the phases of an attempt in their order. */
export class Phases implements GenerateObserver {
  readonly seen: string[] = [];
  readonly firstData: Promise<void>;
  #onFirstData = (): void => {};

  constructor() {
    this.firstData = new Promise((resolve) => {
      this.#onFirstData = resolve;
    });
  }

  onConnected(): void {
    this.seen.push('connected');
  }

  onHeaders(): void {
    this.seen.push('headers');
  }

  onData(text: string): undefined {
    this.seen.push(`data ${text}`);
    this.#onFirstData();
  }
}

/** A transport over a client of its own. */
export function transportTo(dialect: Dialect, endpoint: string, apiKey?: Secret): ModelTransport {
  return createTransport({ http: makeHttp(), endpoint, dialect: dialect.name, apiKey });
}

/** Asks once over a client of its own. */
export function generate(
  dialect: Dialect,
  endpoint: string,
  observer: GenerateObserver = new Phases(),
  signal: AbortSignal = new AbortController().signal,
): Promise<GenerateAnswer> {
  return transportTo(dialect, endpoint).generate(request, observer, signal);
}

/** A template that shows where each message begins and ends. */
export const templated = (messages: readonly { readonly role: string; readonly content: string }[]): string =>
  `${messages.map(({ role, content }) => `<|${role}|>\n${content}<|end|>\n`).join('')}<|assistant|>\n`;

/** A server of `dialect` whose answers the test gives; llama.cpp's template route is there or not, as the dialect says. */
export function serveDialect(dialect: Dialect, listener: RequestListener): Promise<LoopbackServer> {
  return serveHttp((incoming, response) => {
    if (incoming.url !== '/apply-template') {
      listener(incoming, response);
      return;
    }
    void bodyOf(incoming).then((body) => {
      if (!dialect.hasTemplate) response.writeHead(404).end('File Not Found');
      else response.end(JSON.stringify({ prompt: templated(JSON.parse(body).messages) }));
    });
  });
}

/** A server that streams `pieces` as a 200. */
export function streaming(dialect: Dialect, ...pieces: readonly (string | Buffer)[]): Promise<LoopbackServer> {
  return serveDialect(dialect, (incoming, response) => {
    incoming.resume();
    response.writeHead(200, { 'content-type': dialect.contentType });
    for (const piece of pieces) response.write(piece);
    response.end();
  });
}

/** A server that answers with this status. */
export function answering(
  dialect: Dialect,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Promise<LoopbackServer> {
  return serveDialect(dialect, (incoming, response) => {
    incoming.resume();
    response.writeHead(status, headers).end(body);
  });
}

/** One request as a server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly contentLength: number;
  readonly byteLength: number;
  readonly body: unknown;
}

/** A server that notes every request and answers each with one word. */
export async function noting(dialect: Dialect): Promise<{ server: LoopbackServer; seen: SeenRequest[] }> {
  const seen: SeenRequest[] = [];
  const server = await serveHttp((incoming, response) => {
    void bodyOf(incoming).then((body) => {
      const { method = '', url = '', headers } = incoming;
      seen.push({
        method,
        url,
        authorization: headers.authorization,
        contentLength: Number(headers['content-length']),
        byteLength: Buffer.byteLength(body),
        body: body === '' ? undefined : JSON.parse(body),
      });
      if (url !== '/apply-template') response.end(dialect.word('x') + dialect.end());
      else if (!dialect.hasTemplate) response.writeHead(404).end('File Not Found');
      else response.end(JSON.stringify({ prompt: templated(JSON.parse(body).messages) }));
    });
  });
  return { server, seen };
}

/** Writes `piece` again and again until the client has gone. */
export function pour(response: ServerResponse, piece: Buffer): void {
  const more = (): void => {
    if (!response.closed) response.write(piece, () => setImmediate(more));
  };
  more();
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  let body = '';
  for await (const piece of incoming.setEncoding('utf8')) body += String(piece);
  return body;
}
