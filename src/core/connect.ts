import { raceAbort } from './base/abort.ts';
import type { Clock } from './base/clock.ts';
import { flatText } from './base/flatText.ts';
import { KEY_ADVICE, type Secret } from './base/secret.ts';
import { chooseModel } from './chooseModel.ts';
import { isHttpUrl, type Settings } from './settings/settings.ts';
import type { Target } from './target.ts';
import { DEFAULT_ENDPOINTS, discover } from './transport/discovery.ts';
import { type Finding, type FoundServer, isUsable } from './transport/finding.ts';
import type { HttpClient } from './transport/httpStream.ts';

const MAX_LISTED = 10;

/** Where to plan, and what to tell the user about it. */
export interface Connection {
  readonly target: Target | undefined;
  /** What was found or not, at which address, and what to do. */
  readonly message: string;
  /**
   * What a server that is there still lacks: time to read its model (looking again soon will find it), an API key that
   * it takes, or a model. Absent with a target, and where no server is.
   */
  readonly lacks?: 'time' | 'key' | 'model';
}

/** What `connect` needs from outside. */
export interface ConnectPorts {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** The API key that was set for an address, as `endpointOf` gives it. It is sent to that address alone. */
  readonly keyFor?: (endpoint: string) => Promise<Secret | undefined>;
}

/** Looks for the model server of `settings`: its endpoint where one is set, else the usual local addresses. */
export async function connect(ports: ConnectPorts, settings: Settings, signal: AbortSignal): Promise<Connection> {
  const configured = endpointOf(settings['planscope.model.endpoint']);
  const endpoints = configured === '' ? DEFAULT_ENDPOINTS : [configured];
  const addresses = await raceAbort(Promise.all(endpoints.map((endpoint) => withKey(ports, endpoint))), signal);
  const { found, seen } = await discover(ports, addresses, signal);
  if (found !== undefined && isUsable(found)) {
    const apiKey = addresses.find(({ endpoint }) => endpoint === found.endpoint)?.apiKey;
    return connectionTo(found, flatText(settings['planscope.model.name']), apiKey);
  }
  if (found === undefined && configured === '') return { target: undefined, message: nothingFound(seen) };
  const finding = found ?? seen[0];
  return { target: undefined, message: notUsable(finding, configured), ...lackOf(finding) };
}

/**
 * The address of a server as it is used everywhere, from the setting's text: without slashes at its end, and without
 * the `/v1` that the documents of many servers show, since the dialect is found out here, and with scheme and host in
 * their usual spelling. '' stays ''.
 */
export function endpointOf(text: string): string {
  const given = text.trim();
  const { origin, pathname } = isHttpUrl(given) ? new URL(given) : { origin: '', pathname: given };
  return `${origin}${pathname}`.replace(/\/+$/, '').replace(/\/v1$/i, '').replace(/\/+$/, '');
}

async function withKey(
  ports: ConnectPorts,
  endpoint: string,
): Promise<{ endpoint: string; apiKey: Secret | undefined }> {
  return { endpoint, apiKey: await ports.keyFor?.(endpoint) };
}

function connectionTo(found: FoundServer, wanted: string, apiKey: Secret | undefined): Connection {
  const { kind, endpoint, dialect, models, parallelRequests } = found;
  // A server may have named itself or its model after the key that it was sent.
  const shown = (text: string): string => apiKey?.redact(text) ?? text;
  const name = nameOf(found, shown);
  const { model, isWanted } = chooseModel(found, wanted);
  if (model === undefined) {
    const has =
      models.length === 0
        ? 'has no model yet'
        : `has ${listOf(models.map((one) => shown(one.name)))}, but not "${wanted}"`;
    const advice = dialect === 'ollama' ? `Pull one (ollama pull ${wanted})` : 'Load one there';
    const message = `${name} at ${endpoint} ${has}. ${advice}, or set planscope.model.name.`;
    return { target: undefined, message, lacks: 'model' };
  }
  if (shown(model.name) !== model.name) {
    const message = `${name} at ${endpoint} calls its model by the API key that it was sent, which no log or view may show. Give the model another name there.`;
    return { target: undefined, message, lacks: 'model' };
  }
  const target: Target = {
    kind,
    endpoint,
    model: model.name,
    // One that is named after the key cannot be shown, and so not be chosen.
    ...(models.length > 1 ? { models: models.map(({ name }) => name).filter((name) => shown(name) === name) } : {}),
    dialect,
    ...(parallelRequests === undefined ? {} : { parallelRequests }),
    ...(model.contextTokens === undefined ? {} : { contextTokens: model.contextTokens }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
  if (kind === 'simulator') return { target, message: simulatorMessage(endpoint, model.name) };
  if (isWanted) return { target, message: `${name} at ${endpoint}, model ${model.name}.` };
  const only = models.length === 1 ? `its only one, ${model.name},` : model.name;
  return { target, message: `${name} at ${endpoint} has no model "${wanted}"; ${only} is used.` };
}

/** Names for one line; a server may have hundreds. */
function listOf(names: readonly string[]): string {
  const listed = names.slice(0, MAX_LISTED).join(', ');
  return names.length <= MAX_LISTED ? listed : `${listed} and ${names.length - MAX_LISTED} more`;
}

function nameOf({ kind, product, version }: FoundServer, shown: (text: string) => string): string {
  if (kind === 'simulator') return 'The simulator';
  return version === undefined ? product : `${product} ${shown(version)}`;
}

function simulatorMessage(endpoint: string, model: string): string {
  const asked = model === 'simulator' ? '' : `, asked as ${model}`;
  return `The simulator at ${endpoint}${asked}. Its plans are made by rules, not by a model.`;
}

function nothingFound(seen: readonly Finding[]): string {
  return (
    `No model server was found at ${seen.map(({ endpoint }) => new URL(endpoint).host).join(', ')}. ` +
    'Start Ollama or another one, set planscope.model.endpoint, or start the simulator.'
  );
}

function lackOf(finding: Finding | undefined): Pick<Connection, 'lacks'> {
  if (finding?.kind === 'loading') return { lacks: 'time' };
  return finding?.kind === 'needs-key' ? { lacks: 'key' } : {};
}

function notUsable(finding: Finding | undefined, configured: string): string {
  const endpoint = finding?.endpoint ?? configured;
  switch (finding?.kind) {
    case 'loading':
      return `${finding.product ?? 'The server'} at ${endpoint} is loading its model. Look again in a moment.`;
    case 'needs-key': {
      const wish = finding.hasKey ? 'does not take the API key that was set for it' : 'wants an API key';
      return `${finding.product ?? 'The server'} at ${endpoint} ${wish}. Use ${KEY_ADVICE}.`;
    }
    case 'not-a-model-server':
      return `${endpoint} is no model server: ${finding.detail}. Check planscope.model.endpoint.`;
    case 'unreadable':
      return `${finding.product} at ${endpoint} gave no list of models that can be read: ${finding.detail}. Its log may say more.`;
    case 'silent':
      return `${endpoint} accepts connections, but gave ${finding.detail}: it may be busy. Look again, or check planscope.model.endpoint.`;
    case 'unreachable':
      return `No model server answers at ${endpoint}: ${finding.detail}`;
    case 'server':
    case 'simulator':
    case undefined:
      return `Nothing is known about ${endpoint}.`;
  }
}
