import type { Page } from './dialects/dialect.ts';
import type { Refusal, WireFormat } from './dialects/wireFormat.ts';
import type { Exchange } from './exchange.ts';
import type { EarlyFault, FaultKind, FaultTimes } from './faults.ts';

/** For a request without the right key. */
export const unauthorized: Refusal = {
  status: 401,
  message: 'Invalid API Key',
  headers: { 'www-authenticate': 'Bearer' },
};

/** For a request that finds the queue full. */
export const queueFull: Refusal = { status: 503, message: 'server busy, please try again: the queue is full' };

/** Nothing listens there, which a client that follows redirects finds out. */
const elsewhere = 'http://127.0.0.1:1/elsewhere';

/** True for a fault after which there is no answer to come. */
export function isEarly(kind: FaultKind): kind is EarlyFault {
  switch (kind) {
    case 'refuse':
    case 'bad-request':
    case 'unauthorized':
    case 'unknown-model':
    case 'request-timeout':
    case 'rate-limit':
    case 'retry-after':
    case 'error':
    case 'bad-gateway':
    case 'busy':
    case 'html-page':
    case 'redirect-302':
    case 'redirect-307':
    case 'stall':
    case 'reset':
      return true;
    default:
      return false;
  }
}

/** Does what a fault does instead of an answer. */
export function failEarly(exchange: Exchange, kind: EarlyFault, model: string, times: Required<FaultTimes>): void {
  switch (kind) {
    case 'refuse':
      exchange.hangUp();
      break;
    case 'reset':
      exchange.reset();
      break;
    case 'stall':
      break;
    case 'html-page':
      exchange.show(webPage(200, 'Welcome'));
      break;
    case 'bad-gateway':
      exchange.show(webPage(502, 'Bad Gateway'));
      break;
    case 'redirect-302':
      exchange.show({ status: 302, type: 'text/plain', body: '' }, { location: elsewhere });
      break;
    case 'redirect-307':
      exchange.show({ status: 307, type: 'text/plain', body: '' }, { location: elsewhere });
      break;
    default:
      exchange.fail(refusalOf(kind, exchange.wire, model, times));
  }
}

type RefusedFault = Exclude<
  EarlyFault,
  'refuse' | 'reset' | 'stall' | 'html-page' | 'bad-gateway' | 'redirect-302' | 'redirect-307'
>;

function refusalOf(kind: RefusedFault, wire: WireFormat, model: string, times: Required<FaultTimes>): Refusal {
  switch (kind) {
    case 'bad-request':
      return { status: 400, message: 'the simulator was told to refuse this request' };
    case 'unauthorized':
      return unauthorized;
    case 'unknown-model':
      return wire.unknownModel(model);
    case 'request-timeout':
      return { status: 408, message: 'the request took too long to arrive' };
    case 'rate-limit':
      return { status: 429, message: 'too many requests' };
    case 'retry-after':
      return { status: 429, message: 'too many requests', headers: { 'retry-after': String(times.retryAfterS) } };
    case 'error':
      return { status: 500, message: 'the simulated model process has ended unexpectedly' };
    case 'busy':
      return queueFull;
  }
}

function webPage(status: number, title: string): Page {
  const body = `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, type: 'text/html; charset=utf-8', body };
}
