import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import { type Finding, isUsable } from './finding.ts';
import { isSimulator, llamaCppServer, lmStudioServer, ollamaServer, openAiServer } from './foundServers.ts';
import { type HttpClient, urlBelow } from './httpStream.ts';
import { isObject, listField, stringField } from './jsonFields.ts';
import { openAiUrl } from './openAi.ts';
import { type Fetched, probeRequest } from './probeRequest.ts';
import { saysLoading, wordsOfBody } from './serverWords.ts';

/** Where local servers listen by default, in the order of preference. By number: `localhost` may be IPv6 only. */
export const DEFAULT_ENDPOINTS: readonly string[] = [
  // Ollama
  'http://127.0.0.1:11434',
  // llama.cpp, llamafile
  'http://127.0.0.1:8080',
  // LM Studio
  'http://127.0.0.1:1234',
  // vLLM
  'http://127.0.0.1:8000',
  // Jan
  'http://127.0.0.1:1337',
  // GPT4All
  'http://127.0.0.1:4891',
  // AI Toolkit
  'http://127.0.0.1:5272',
];

interface Ports {
  readonly http: HttpClient;
  readonly clock: Clock;
}

/** An address to look at, and the API key for it, which is sent to no other. */
export interface Address {
  readonly endpoint: string;
  readonly apiKey?: Secret | undefined;
}

/** Looks at the given addresses and returns the first model server in their order, or else everything that was seen. */
export async function discover(
  ports: Ports,
  addresses: readonly Address[],
  signal: AbortSignal,
): Promise<{ readonly found: Finding | undefined; readonly seen: readonly Finding[] }> {
  const seen = await Promise.all(addresses.map((address) => probe(ports, address, signal)));
  const found =
    seen.find(isUsable) ?? seen.find(({ kind }) => kind === 'loading') ?? seen.find(({ kind }) => kind === 'needs-key');
  return { found, seen };
}

/**
 * Asks one address what it is: Ollama, llama.cpp, a server of the OpenAI dialect, something else, or nobody. Rejects
 * only when `signal` aborts.
 */
export async function probe(ports: Ports, address: Address, signal: AbortSignal): Promise<Finding> {
  const { endpoint, apiKey } = address;
  const get = (url: URL): Promise<Fetched> => probeRequest(ports, { url, apiKey }, signal);
  const getBelow = (path: string): Promise<Fetched> => get(urlBelow(endpoint, path));

  const version = await getBelow('/api/version');
  if (version.kind === 'unreachable' || version.kind === 'silent') return { ...version, endpoint };
  const ollamaVersion = stringField(documentOf(version), 'version');
  if (ollamaVersion !== undefined) {
    const tags = await getBelow('/api/tags');
    if (tags.kind === 'silent' || tags.kind === 'unreachable') return { ...tags, endpoint };
    if (listField(documentOf(tags), 'models') === undefined) {
      return { kind: 'unreadable', endpoint, product: 'Ollama', detail: strangeness(tags) };
    }
    const props = isSimulator(ollamaVersion) ? documentOf(await getBelow('/props')) : undefined;
    return ollamaServer(endpoint, { version: ollamaVersion, tags: documentOf(tags), props });
  }

  const props = await getBelow('/props');
  const settings = documentOf(props);
  if (props.kind === 'json' && isObject(settings) && 'default_generation_settings' in settings) {
    return llamaCppServer(endpoint, settings, props.server);
  }
  const loading = [version, props].find(isLoading);
  if (loading !== undefined) return { kind: 'loading', endpoint, ...(isOfLlamaCpp(loading) ? LLAMA_CPP : {}) };

  const models = await get(openAiUrl(endpoint, '/models'));
  if (isKeyWanted(props) || isKeyWanted(models)) {
    const isLlamaCpp = [props, models].some(isOfLlamaCpp);
    return { kind: 'needs-key', endpoint, hasKey: apiKey !== undefined, ...(isLlamaCpp ? LLAMA_CPP : {}) };
  }
  const listed = documentOf(models);
  if (listField(listed, 'data') !== undefined) {
    const [own, ownVersion] = await Promise.all([getBelow('/api/v0/models'), getBelow('/version')]);
    const server =
      lmStudioServer(endpoint, documentOf(own)) ??
      openAiServer(endpoint, { models: listed, version: documentOf(ownVersion) });
    if (server !== undefined) return server;
  }
  return { kind: 'not-a-model-server', endpoint, detail: strangeness(isOddSuccess(models) ? models : version) };
}

/** The JSON of a success; undefined for anything else. */
function documentOf(fetched: Fetched): unknown {
  return fetched.kind === 'json' && fetched.status === 200 ? fetched.value : undefined;
}

/** A success that is no JSON, or too long. */
function isOddSuccess(fetched: Fetched): boolean {
  return fetched.kind === 'other' && fetched.status === 200;
}

function isLoading(fetched: Fetched): boolean {
  if (fetched.kind !== 'json' || fetched.status !== 503) return false;
  const words = wordsOfBody(fetched.value);
  return words !== undefined && saysLoading(words);
}

function isKeyWanted(fetched: Fetched): boolean {
  return (fetched.kind === 'json' || fetched.kind === 'other') && fetched.status === 401;
}

const LLAMA_CPP = { product: 'llama.cpp' } as const;

/** llama.cpp lists its model without a key, and says its name with everything. */
function isOfLlamaCpp(fetched: Fetched): boolean {
  if (fetched.kind !== 'json') return false;
  const isOwner = listField(fetched.value, 'data')?.some((entry) => stringField(entry, 'owned_by') === 'llamacpp');
  return isOwner === true || fetched.server === 'llama.cpp';
}

function strangeness(fetched: Fetched): string {
  if (fetched.kind !== 'json') return fetched.detail;
  return fetched.status === 200 ? 'its answers are not those of a model server' : `it answered HTTP ${fetched.status}`;
}
