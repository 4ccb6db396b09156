import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { ChatService } from './chat.ts';
import { readBody } from './httpBody.ts';
import { findModel, type ModelTable } from './models.ts';
import { errorBody, loadedBody, showBody, tagsBody, versionBody } from './ollamaReply.ts';
import { parseShowRequest } from './ollamaRequest.ts';

/** The routes of Ollama that the simulator has; what it has not is 404, another method 405, as in Ollama. */
export function createOllamaRoutes(options: {
  readonly clock: Clock;
  readonly models: ModelTable;
  readonly chat: ChatService;
}): RequestListener {
  const { clock, models, chat } = options;
  const startedAtMs = clock.wallMs();

  const get: ReadonlyMap<string, () => string> = new Map([
    ['/', () => 'Planscope simulator is running'],
    ['/api/version', versionBody],
    ['/api/tags', () => tagsBody(models, startedAtMs)],
    ['/api/ps', () => loadedBody(models, clock.wallMs())],
  ]);
  const post: ReadonlyMap<string, RequestListener> = new Map([
    ['/api/chat', (request, response) => chat.handle(request, response)],
    ['/api/show', (request, response) => show(request, response)],
  ]);

  function show(request: IncomingMessage, response: ServerResponse): void {
    readBody(request, (body) => {
      const parsed = parseShowRequest(body ?? '');
      if (parsed.type === 'bad') return sendJson(response, 400, errorBody(parsed.message));
      const model = findModel(models, parsed.model);
      if (model === undefined) return sendJson(response, 404, errorBody(`model '${parsed.model}' not found`));
      sendJson(response, 200, showBody(model, startedAtMs));
    });
  }

  return (request, response) => {
    if (!isLocalHost(request.headers.host)) {
      response.writeHead(403).end();
      return;
    }
    const path = request.url?.split('?', 1)[0] ?? '/';
    const read = get.get(path);
    const act = post.get(path);
    if (act !== undefined && request.method === 'POST') act(request, response);
    else if (read !== undefined && (request.method === 'GET' || request.method === 'HEAD')) {
      if (path === '/') sendText(response, 200, read());
      else sendJson(response, 200, read());
    } else if (read === undefined && act === undefined) sendText(response, 404, '404 page not found');
    else sendText(response, 405, '405 method not allowed');
  };
}

/** Against pages that reach a local server under a name of their own (DNS rebinding). */
function isLocalHost(host: string | undefined): boolean {
  if (host === undefined || host === '') return true;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

function sendJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body);
}

function sendText(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
}
