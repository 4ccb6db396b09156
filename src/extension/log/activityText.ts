import type { RequestSummary } from '../../core/clientSnapshot.ts';
import type { Trace } from '../../core/telemetry/trace.ts';
import type { Probe } from '../../core/transport/httpStream.ts';
import { formatMs } from '../../shared/format.ts';

const MAX_NAME_CHARS = 80;

/**
 * A request that ended, in one line of the log: `Request 12 "Door": model, tier full, 2.87 s, 2 attempts (reset, ok).`
 * Holds no prompt, no answer and no reason, which may quote one.
 */
export function requestLine({ id, scenario, outcome, tier, trace }: RequestSummary): string {
  const attempts = trace.spans.filter(({ name }) => name === 'attempt').map(({ error }) => error ?? 'ok');
  const asked =
    attempts.length === 0
      ? 'no attempt'
      : `${attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`} (${attempts.join(', ')})`;
  // A name is one of a file: it may hold anything, and a line stays a line.
  const name = JSON.stringify(scenario.slice(0, MAX_NAME_CHARS));
  return `Request ${id} ${name}: ${outcome}, tier ${tier}, ${formatMs(trace.totalMs)}, ${asked}.`;
}

/** The spans of a request, a line each, indented by what they lie in. */
export function spanLines({ requestId, model, spans }: Trace): string {
  const depths: number[] = [];
  const lines = spans.map(({ name, startMs, durationMs, parent, error, attributes = {} }) => {
    const depth = (depths[parent] ?? -1) + 1;
    depths.push(depth);
    const more = Object.entries(attributes).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
    const failed = error === undefined ? '' : ` failed: ${error}`;
    return `${'  '.repeat(depth + 1)}${name} at ${formatMs(startMs)} for ${formatMs(durationMs)}${failed}${more.join('')}`;
  });
  return [`Spans of request ${requestId}, model ${JSON.stringify(model)}:`, ...lines].join('\n');
}

/** A look at an address: `GET http://127.0.0.1:11434/api/version: HTTP 200 after 3.10 ms.` */
export function probeLine({ method, url, outcome, durationMs }: Probe): string {
  return `${method} ${url.origin}${url.pathname}: ${outcome} after ${formatMs(durationMs)}.`;
}
