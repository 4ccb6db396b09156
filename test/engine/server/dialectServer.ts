import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { ContextExceededError, GrammarError } from '../engine.ts';
import { UnsupportedSchemaError } from '../schemaGrammar.ts';
import { ClientGoneError } from './answers.ts';
import { BadRequestError, type Fields, parseFields } from './fields.ts';

/** Answers one request; `fields` are its body's. */
export type Route = (fields: Fields, response: ServerResponse) => Promise<void> | void;

/** One dialect: its routes by method and path ("GET /health"), and how it says what went wrong. */
export interface Dialect {
  readonly routes: ReadonlyMap<string, Route>;
  /** The body of a 400, 404 or 500. */
  errorBody(status: number, error: Error): object;
}

/** One dialect on a port of its own on 127.0.0.1. */
export class DialectServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(dialect: Dialect) {
    this.#server = createServer((request, response) => void answer(dialect, request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async listen(dialect: Dialect): Promise<DialectServer> {
    const server = new DialectServer(dialect);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

async function answer(dialect: Dialect, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readText(request);
    const route = dialect.routes.get(`${request.method} ${request.url}`);
    if (route === undefined) throw new NotFoundError('File Not Found');
    await route(body === '' ? {} : parseFields(body), response);
  } catch (error) {
    if (error instanceof ClientGoneError || response.destroyed) return;
    // After the first piece nothing but the end of the connection says that something went wrong.
    if (response.headersSent) response.destroy();
    else sendError(dialect, error instanceof Error ? error : new Error(String(error)), response);
  }
}

/** There is no such route, or no such model. */
export class NotFoundError extends Error {}

function sendError(dialect: Dialect, error: Error, response: ServerResponse): void {
  const status = statusOf(error);
  sendJson(response, status, dialect.errorBody(status, error));
}

function statusOf(error: Error): number {
  if (error instanceof NotFoundError) return 404;
  const isTheirs =
    error instanceof BadRequestError ||
    error instanceof ContextExceededError ||
    error instanceof GrammarError ||
    error instanceof UnsupportedSchemaError;
  return isTheirs ? 400 : 500;
}
