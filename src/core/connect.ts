import type { Clock } from './base/clock.ts';
import type { Target } from './client.ts';
import type { Settings } from './settings/settings.ts';
import { DEFAULT_ENDPOINTS, discover, type Finding, isUsable } from './transport/discovery.ts';
import type { HttpClient } from './transport/httpStream.ts';

/** Where to plan, and what to tell the user about it. */
export interface Connection {
  readonly target: Target | undefined;
  /** What was found or not, at which address, and what to do. */
  readonly message: string;
}

/** Looks for the model server of `settings`: its endpoint where one is set, else the usual local addresses. */
export async function connect(
  ports: { readonly http: HttpClient; readonly clock: Clock },
  settings: Settings,
  signal: AbortSignal,
): Promise<Connection> {
  const configured = settings['planscope.model.endpoint'].trim();
  const endpoints = configured === '' ? DEFAULT_ENDPOINTS : [configured.replace(/\/+$/, '')];
  const { found, seen } = await discover(ports, endpoints, signal);
  if (found !== undefined && isUsable(found)) return connectionTo(found, settings['planscope.model.name']);
  return { target: undefined, message: configured === '' ? nothingFound(seen) : notUsable(seen[0], configured) };
}

function connectionTo(found: Extract<Finding, { readonly models: readonly string[] }>, wanted: string): Connection {
  const { endpoint, models } = found;
  const kind = found.kind === 'simulator' ? 'simulator' : 'server';
  const name = kind === 'simulator' ? 'The simulator' : `Ollama ${found.version}`;
  const model =
    models.find((one) => one === wanted || one === `${wanted}:latest`) ??
    models.find((one) => one.startsWith(`${wanted}:`));
  if (model !== undefined)
    return { target: { kind, endpoint, model }, message: connectedMessage(kind, name, endpoint, model) };
  const [only, ...others] = models;
  if (only !== undefined && others.length === 0) {
    const message =
      kind === 'simulator'
        ? connectedMessage(kind, name, endpoint, only)
        : `${name} at ${endpoint} has no model "${wanted}"; its only one, ${only}, is used.`;
    return { target: { kind, endpoint, model: only }, message };
  }
  const has = models.length === 0 ? 'has no model yet' : `has ${models.join(', ')}, but not "${wanted}"`;
  return {
    target: undefined,
    message: `${name} at ${endpoint} ${has}. Pull one (ollama pull ${wanted}), or set planscope.model.name.`,
  };
}

function connectedMessage(kind: Target['kind'], name: string, endpoint: string, model: string): string {
  if (kind === 'server') return `${name} at ${endpoint}, model ${model}.`;
  const asked = model === 'simulator' ? '' : `, asked as ${model}`;
  return `${name} at ${endpoint}${asked}. Its plans are made by rules, not by a model.`;
}

function nothingFound(seen: readonly Finding[]): string {
  const other = seen.find((finding) => finding.kind === 'other-dialect');
  if (other !== undefined) return otherDialect(other);
  return (
    `No model server was found at ${seen.map(({ endpoint }) => new URL(endpoint).host).join(', ')}. ` +
    'Start Ollama, set planscope.model.endpoint, or start the simulator.'
  );
}

function notUsable(finding: Finding | undefined, endpoint: string): string {
  switch (finding?.kind) {
    case 'other-dialect':
      return otherDialect(finding);
    case 'not-a-model-server':
      return `${endpoint} is no model server: ${finding.detail}. Check planscope.model.endpoint.`;
    case 'silent':
      return `${endpoint} accepts connections, but gave ${finding.detail}: it may be busy. Look again, or check planscope.model.endpoint.`;
    case 'unreachable':
      return `No model server answers at ${endpoint}: ${finding.detail}`;
    case 'ollama':
    case 'simulator':
    case undefined:
      return `Nothing is known about ${endpoint}.`;
  }
}

function otherDialect(finding: Extract<Finding, { kind: 'other-dialect' }>): string {
  return (
    `The server at ${finding.endpoint} speaks another dialect (${finding.server}). This version speaks Ollama's own dialect only; ` +
    'start Ollama, or start the simulator.'
  );
}
