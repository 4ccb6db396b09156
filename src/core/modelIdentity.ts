import type { Clock } from './base/clock.ts';
import { flatText } from './base/flatText.ts';
import type { ModelIdentity } from './bench/report.ts';
import type { Target } from './target.ts';
import { probe } from './transport/discovery.ts';
import { type FoundServer, isUsable } from './transport/finding.ts';
import { type HttpClient, urlBelow } from './transport/httpStream.ts';
import { countField, isObject, listField, objectField, stringField } from './transport/jsonFields.ts';
import { probeRequest } from './transport/probeRequest.ts';

/** Characters of a digest or a name. */
const MAX_TEXT = 200;

type Details = Pick<ModelIdentity, 'digest' | 'quantisation' | 'contextTokens'>;

interface Ports {
  readonly http: HttpClient;
  readonly clock: Clock;
}

/**
 * Who answers at `target`, as exactly as the server says: which weights, how they are quantised, of which server and
 * version, with which context. What it does not say, or not within a moment, is absent. Rejects only when `signal` aborts.
 */
export async function readModelIdentity(ports: Ports, target: Target, signal: AbortSignal): Promise<ModelIdentity> {
  const { kind, endpoint, model, apiKey } = target;
  const shown = (text: string): string => apiKey?.redact(text) ?? text;
  const found = await probe(ports, { endpoint, apiKey }, signal);
  if (!isUsable(found)) return { kind, name: shown(model) };
  const get = documentsOf(ports, target, signal);
  const { digest, quantisation, contextTokens } = await detailsOf(found, model, get);
  const context = found.models.find(({ name }) => isSameModel(name, model))?.contextTokens ?? contextTokens;
  const server = found.version === undefined ? found.product : `${found.product} ${found.version}`;
  return {
    kind,
    name: shown(model),
    // A simulator has no weights, whatever the forms of its dialect make it say.
    ...(digest === undefined || kind === 'simulator' ? {} : { digest: shown(digest) }),
    ...(quantisation === undefined || kind === 'simulator' ? {} : { quantisation: shown(quantisation) }),
    server: shown(server),
    ...(context === undefined ? {} : { contextTokens: context }),
  };
}

/** A document of the server's as JSON; undefined where it does not give it. With a body it is asked by POST. */
type GetDocument = (path: string, body?: object) => Promise<unknown>;

function documentsOf(ports: Ports, { endpoint, apiKey }: Target, signal: AbortSignal): GetDocument {
  return async (path, body) => {
    const asked = { url: urlBelow(endpoint, path), apiKey };
    const fetched = await probeRequest(
      ports,
      body === undefined ? asked : { ...asked, body: JSON.stringify(body) },
      signal,
    );
    return fetched.kind === 'json' && fetched.status === 200 ? fetched.value : undefined;
  };
}

function detailsOf({ dialect, product }: FoundServer, model: string, get: GetDocument): Promise<Details> {
  switch (dialect) {
    case 'ollama':
      return ollamaDetails(model, get);
    case 'llama.cpp':
      return llamaCppDetails(get);
    case 'openai':
      return product === 'LM Studio' ? lmStudioDetails(model, get) : Promise.resolve({});
  }
}

async function ollamaDetails(model: string, get: GetDocument): Promise<Details> {
  const [tags, card] = await Promise.all([get('/api/tags'), get('/api/show', { model })]);
  const entry = listField(tags, 'models')?.find((one) => isSameModel(stringField(one, 'name') ?? '', model));
  const info = objectField(card, 'model_info');
  const architecture = stringField(info, 'general.architecture');
  return details({
    digest: stringField(entry, 'digest'),
    quantisation:
      stringField(objectField(entry, 'details'), 'quantization_level') ??
      stringField(objectField(card, 'details'), 'quantization_level'),
    contextTokens: countField(info, `${architecture}.context_length`),
  });
}

/** The file's name, by custom, ends in it: `phi-3-mini-4k-instruct-q4_K_M.gguf`. */
const QUANTISATION = /(?:^|[-_.])((?:I?Q\d\w*|B?F16|F32))(?=\.gguf$|$)/i;

async function llamaCppDetails(get: GetDocument): Promise<Details> {
  const path = stringField(await get('/props'), 'model_path') ?? '';
  return details({ quantisation: QUANTISATION.exec(path)?.[1]?.toUpperCase() });
}

async function lmStudioDetails(model: string, get: GetDocument): Promise<Details> {
  const entries = listField(await get('/api/v0/models'), 'data');
  const entry = entries?.find((one) => isObject(one) && one['id'] === model);
  return details({ quantisation: stringField(entry, 'quantization') });
}

/** Only what is there, on one line. */
function details(
  said: {
    readonly [Name in keyof Details]: Details[Name] | undefined;
  },
): Details {
  const digest = flatText(said.digest ?? '', MAX_TEXT);
  const quantisation = flatText(said.quantisation ?? '', MAX_TEXT);
  return {
    ...(digest === '' ? {} : { digest }),
    ...(quantisation === '' ? {} : { quantisation }),
    ...(said.contextTokens === undefined ? {} : { contextTokens: said.contextTokens }),
  };
}

/** A tag `:latest` may be left out, as everywhere in Ollama. */
function isSameModel(name: string, wanted: string): boolean {
  return name === wanted || name === `${wanted}:latest` || wanted === `${name}:latest`;
}
