import { abortReason } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import { keyHeaders } from './apiKey.ts';
import type { HttpClient, HttpResponse } from './httpStream.ts';
import { readText } from './readText.ts';
import { TransportError } from './transportErrors.ts';

const PROBE_MS = 1_500;
const MAX_PROBE_BYTES = 1024 * 1024;

/** What a small request brought. `detail` is the rest of a sentence about the address. */
export type Fetched =
  /** JSON, with any status; `server` is what the server calls itself, '' where it does not. */
  | { readonly kind: 'json'; readonly status: number; readonly value: unknown; readonly server: string }
  | { readonly kind: 'other'; readonly status: number | undefined; readonly detail: string }
  | { readonly kind: 'silent' | 'unreachable'; readonly detail: string };

/** Asks one address, with POST where there is a body (JSON text), with a short limit of time. A cancel of the caller's rejects; every other failure is a result. */
export async function probeRequest(
  ports: { readonly http: HttpClient; readonly clock: Clock },
  target: { readonly url: URL; readonly apiKey?: Secret | undefined; readonly body?: string },
  signal: AbortSignal,
): Promise<Fetched> {
  const { clock, http } = ports;
  const startMs = clock.nowMs();
  const fetched = await ask(ports, target, signal);
  http.probed(() => ({
    method: target.body === undefined ? 'GET' : 'POST',
    url: target.url,
    outcome: 'status' in fetched && fetched.status !== undefined ? `HTTP ${fetched.status}` : fetched.kind,
    durationMs: clock.nowMs() - startMs,
  }));
  return fetched;
}

async function ask(
  ports: { readonly http: HttpClient; readonly clock: Clock },
  target: { readonly url: URL; readonly apiKey?: Secret | undefined; readonly body?: string },
  signal: AbortSignal,
): Promise<Fetched> {
  if (signal.aborted) throw abortReason(signal);
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(abortReason(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  let connected = false;
  const late = new Error(`no answer within ${PROBE_MS} ms`);
  const timer = ports.clock.setTimer(PROBE_MS, () => controller.abort(late));
  const onConnected = (): void => {
    connected = true;
  };
  try {
    const { url, body } = target;
    const method = body === undefined ? ({ method: 'GET' } as const) : ({ method: 'POST', body } as const);
    const request = { ...method, url, headers: keyHeaders(target.apiKey) };
    return await ports.http.exchange(request, { onConnected, onResponse: read }, controller.signal);
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    const detail = detailOf(error);
    if (error === late && connected) return { kind: 'silent', detail };
    return connected ? { kind: 'other', status: undefined, detail } : { kind: 'unreachable', detail };
  } finally {
    timer.dispose();
    signal.removeEventListener('abort', onAbort);
  }
}

async function read(response: HttpResponse): Promise<Fetched> {
  const { status } = response;
  const text = await readText(response, MAX_PROBE_BYTES);
  if (text === undefined) return { kind: 'other', status, detail: 'its answer is longer than a model server’s' };
  try {
    return { kind: 'json', status, value: JSON.parse(text), server: response.server() ?? '' };
  } catch {
    const detail = status === 200 ? 'it answered with something that is not JSON' : `it answered HTTP ${status}`;
    return { kind: 'other', status, detail };
  }
}

function detailOf(error: unknown): string {
  if (!(error instanceof TransportError)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'not-a-model-server') return 'it does not speak HTTP';
  const isEnded = error.code === 'reset' || error.code === 'stale-connection';
  return isEnded ? 'it ended the connection before an answer' : error.message;
}
