import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ChatService } from './chat.ts';
import { type Dialect, jsonType, type Page } from './dialects/dialect.ts';
import type { WireFormat } from './dialects/wireFormat.ts';
import { unauthorized } from './faultRefusals.ts';
import { readBody } from './httpBody.ts';

/** What is behind a path. */
type Route = { readonly wire: WireFormat; readonly isOpen: boolean } & (
  | { readonly type: 'read'; readonly page: () => Page }
  | { readonly type: 'act'; readonly page: (body: string | undefined) => Page }
  | { readonly type: 'generate' }
);

/** Finds what a request asks for among the routes of all dialects on one port. */
export class Router {
  readonly #chat: ChatService;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #authorization: string | undefined;
  readonly #missing: Dialect['missing'];
  readonly #probes = new Map<string, number>();

  /** `dialects` holds at least one; the first says what is not there. */
  constructor(options: {
    readonly chat: ChatService;
    readonly dialects: readonly Dialect[];
    /** What has to be shown as the bearer token. */
    readonly apiKey?: string | undefined;
  }) {
    const [first] = options.dialects;
    if (first === undefined) throw new RangeError('A router needs a dialect.');
    this.#chat = options.chat;
    this.#routes = new Map(options.dialects.flatMap(routesOf));
    this.#authorization = options.apiKey === undefined ? undefined : `Bearer ${options.apiKey}`;
    this.#missing = first.missing;
  }

  /** How often each path was read with GET or HEAD. */
  probes(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#probes);
  }

  readonly listener: RequestListener = (request, response) => {
    if (!isLocalHost(request.headers.host)) {
      response.writeHead(403).end();
      return;
    }
    const path = request.url?.split('?', 1)[0] ?? '/';
    const route = this.#routes.get(path);
    const { method } = request;
    const isRead = method === 'GET' || method === 'HEAD';
    if (route === undefined) return show(response, path === '/' && isRead ? greeting : this.#missing(false));
    if (route.type === 'read' ? !isRead : method !== 'POST') return show(response, this.#missing(true));
    if (route.type === 'read') this.#probes.set(path, (this.#probes.get(path) ?? 0) + 1);
    if (this.#authorization !== undefined && !route.isOpen && request.headers.authorization !== this.#authorization) {
      return this.#turnAway(route, response);
    }
    this.#follow(route, request, response);
  };

  #follow(route: Route, request: IncomingMessage, response: ServerResponse): void {
    switch (route.type) {
      case 'generate':
        this.#chat.handle(request, response, route.wire);
        break;
      case 'read':
        show(response, route.page());
        break;
      case 'act':
        readBody(request, (body) => show(response, route.page(body)));
    }
  }

  #turnAway({ type, wire }: Route, response: ServerResponse): void {
    if (type === 'generate') {
      this.#chat.refuse(response, wire, unauthorized);
      return;
    }
    const { status, headers } = unauthorized;
    response.writeHead(status, { 'content-type': jsonType, ...headers }).end(wire.errorBody(unauthorized));
  }
}

const greeting: Page = { status: 200, type: 'text/plain', body: 'Planscope simulator is running' };

function routesOf({ wire, generatePath, reads, acts, openPaths }: Dialect): readonly [string, Route][] {
  const open = new Set(openPaths);
  const routes: [string, Route][] = [[generatePath, { type: 'generate', wire, isOpen: false }]];
  for (const [path, page] of reads) routes.push([path, { type: 'read', page, wire, isOpen: open.has(path) }]);
  for (const [path, page] of acts) routes.push([path, { type: 'act', page, wire, isOpen: open.has(path) }]);
  return routes;
}

/** Against pages that reach a local server under a name of their own (DNS rebinding). */
function isLocalHost(host: string | undefined): boolean {
  if (host === undefined || host === '') return true;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

function show(response: ServerResponse, { status, type, body }: Page): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
