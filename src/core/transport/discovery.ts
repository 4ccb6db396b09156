import type { Clock } from '../base/clock.ts';
import { type HttpClient, type HttpResponse, urlBelow } from './httpStream.ts';
import { TransportError } from './transportErrors.ts';

/** What answers at an address. */
export type Finding =
  | { readonly kind: 'ollama'; readonly endpoint: string; readonly version: string; readonly models: readonly string[] }
  | {
      readonly kind: 'simulator';
      readonly endpoint: string;
      readonly version: string;
      readonly models: readonly string[];
    }
  /** A model server whose dialect this version does not speak. */
  | { readonly kind: 'other-dialect'; readonly endpoint: string; readonly server: string }
  | { readonly kind: 'not-a-model-server'; readonly endpoint: string; readonly detail: string }
  /** Something accepts connections there but does not answer: nobody can say what it is. */
  | { readonly kind: 'silent'; readonly endpoint: string; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly endpoint: string; readonly detail: string };

/** Where local servers listen by default, Ollama first. By number: `localhost` may be IPv6 only. */
export const DEFAULT_ENDPOINTS: readonly string[] = [
  'http://127.0.0.1:11434',
  'http://127.0.0.1:8080',
  'http://127.0.0.1:1234',
  'http://127.0.0.1:8000',
];

const PROBE_MS = 1_500;
const MAX_PROBE_BYTES = 1024 * 1024;

interface Ports {
  readonly http: HttpClient;
  readonly clock: Clock;
}

/** Looks at the given addresses in order and returns the first model server, or else everything that was seen. */
export async function discover(
  ports: Ports,
  endpoints: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly found: Finding | undefined; readonly seen: readonly Finding[] }> {
  const seen = await Promise.all(endpoints.map((endpoint) => probe(ports, endpoint, signal)));
  const found = seen.find(isUsable) ?? seen.find((finding) => finding.kind === 'other-dialect');
  return { found, seen };
}

/** True when plans can be asked for there. */
export function isUsable(finding: Finding): finding is Extract<Finding, { readonly models: readonly string[] }> {
  return finding.kind === 'ollama' || finding.kind === 'simulator';
}

/** Asks one address what it is: Ollama, llama.cpp, the OpenAI dialect, something else, or nobody. */
export async function probe(ports: Ports, endpoint: string, signal: AbortSignal): Promise<Finding> {
  const version = await getJson(ports, endpoint, '/api/version', signal);
  if (version.kind === 'unreachable' || version.kind === 'silent') return { ...version, endpoint };
  const versionText = version.kind === 'json' ? stringField(version.value, 'version') : undefined;
  if (versionText !== undefined) return ollamaFinding(ports, endpoint, versionText, signal);
  const props = await getJson(ports, endpoint, '/props', signal);
  if (props.kind === 'json' && isObject(props.value) && 'default_generation_settings' in props.value) {
    return { kind: 'other-dialect', endpoint, server: 'llama.cpp' };
  }
  const models = await getJson(ports, endpoint, '/v1/models', signal);
  if (models.kind === 'json' && isObject(models.value) && 'data' in models.value) {
    return { kind: 'other-dialect', endpoint, server: 'OpenAI-compatible' };
  }
  const detail = version.kind === 'other' ? version.detail : 'its answers are not those of a model server';
  return { kind: 'not-a-model-server', endpoint, detail };
}

async function ollamaFinding(ports: Ports, endpoint: string, version: string, signal: AbortSignal): Promise<Finding> {
  const tags = await getJson(ports, endpoint, '/api/tags', signal);
  if (tags.kind === 'silent' || tags.kind === 'unreachable') return { ...tags, endpoint };
  const listed = tags.kind === 'json' && isObject(tags.value) ? tags.value['models'] : undefined;
  const models = Array.isArray(listed)
    ? listed.map((model) => stringField(model, 'name')).filter((name) => name !== undefined)
    : [];
  return { kind: version.endsWith('-simulator') ? 'simulator' : 'ollama', endpoint, version, models };
}

type Fetched =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'other'; readonly detail: string }
  | { readonly kind: 'silent' | 'unreachable'; readonly detail: string };

/** A small GET with a short limit of its own. A cancel of the caller's rejects. */
async function getJson(ports: Ports, endpoint: string, path: string, signal: AbortSignal): Promise<Fetched> {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  let connected = false;
  const late = new Error(`no answer within ${PROBE_MS} ms`);
  const timer = ports.clock.setTimer(PROBE_MS, () => controller.abort(late));
  try {
    const url = urlBelow(endpoint, path);
    const onConnected = (): void => {
      connected = true;
    };
    return await ports.http.exchange({ method: 'GET', url }, { onConnected, onResponse: readJson }, controller.signal);
  } catch (error) {
    signal.throwIfAborted();
    const detail = detailOf(error);
    if (!connected) return { kind: 'unreachable', detail };
    return { kind: error === late ? 'silent' : 'other', detail };
  } finally {
    timer.dispose();
    signal.removeEventListener('abort', onAbort);
  }
}

async function readJson(response: HttpResponse): Promise<Fetched> {
  const body: Buffer[] = [];
  let bytes = 0;
  await response.readBody((chunk) => {
    bytes += chunk.length;
    body.push(chunk);
    return bytes > MAX_PROBE_BYTES ? 'stop' : undefined;
  });
  if (bytes > MAX_PROBE_BYTES) return { kind: 'other', detail: 'its answer is longer than a model server’s' };
  if (response.status !== 200) return { kind: 'other', detail: `it answered HTTP ${response.status}` };
  try {
    return { kind: 'json', value: JSON.parse(Buffer.concat(body).toString('utf8')) };
  } catch {
    return { kind: 'other', detail: 'it answered with something that is not JSON' };
  }
}

/** What went wrong, as the rest of a sentence about the address. */
function detailOf(error: unknown): string {
  if (!(error instanceof TransportError)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'not-a-model-server') return 'it does not speak HTTP';
  return error.code === 'reset' ? 'it ended the connection before an answer' : error.message;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function stringField(value: unknown, name: string): string | undefined {
  const field = isObject(value) ? value[name] : undefined;
  return typeof field === 'string' ? field : undefined;
}
