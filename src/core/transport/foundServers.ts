import { flatText } from '../base/flatText.ts';
import type { FoundModel, FoundServer } from './finding.ts';
import { countField, listField, objectField, stringField } from './jsonFields.ts';

/** Characters of a name or a version. */
const MAX_NAME = 200;

/**
 * Ollama by its `/api/version` and `/api/tags`, or the simulator, which speaks every dialect and is asked in this one.
 * Only the simulator has `/props` beside them.
 */
export function ollamaServer(
  endpoint: string,
  documents: { version: string; tags: unknown; props: unknown },
): FoundServer {
  const { version, tags, props } = documents;
  const names = (listField(tags, 'models') ?? []).map((model) => nameField(model, 'name'));
  return {
    ...identity(isSimulator(version), 'Ollama'),
    endpoint,
    dialect: 'ollama',
    ...versionOf(documents),
    models: names.filter((name) => name !== undefined).map((name) => ({ name })),
    ...parallelRequests(props),
  };
}

/** Our simulator calls itself so in every dialect, by a version or an owner that no other server has. */
export function isSimulator(mark: string | undefined): boolean {
  return mark?.endsWith('-simulator') ?? false;
}

/** llama.cpp or a llamafile, by its `/props`. It has one model, and answers with that whatever name is asked for. */
export function llamaCppServer(endpoint: string, props: unknown, server: string): FoundServer {
  const path = stringField(props, 'model_path') ?? '';
  const name = nameField(props, 'model_alias') ?? (flatText(baseName(path), MAX_NAME) || 'model');
  const contextTokens = countField(objectField(props, 'default_generation_settings'), 'n_ctx');
  const version = nameField(props, 'build_info');
  return {
    ...identity(isSimulator(version), /llamafile/i.test(`${server} ${version} ${path}`) ? 'llamafile' : 'llama.cpp'),
    endpoint,
    dialect: 'llama.cpp',
    ...(version === undefined ? {} : { version }),
    models: [{ name, ...(contextTokens === undefined ? {} : { contextTokens }), isLoaded: true }],
    ...parallelRequests(props),
  };
}

/** LM Studio by its own `/api/v0/models`; undefined where that is none of its. Models in memory come first. */
export function lmStudioServer(endpoint: string, listed: unknown): FoundServer | undefined {
  const entries = listField(listed, 'data');
  if (entries === undefined || !entries.every((entry) => stringField(entry, 'state') !== undefined)) return undefined;
  const models = entries
    .filter((entry) => stringField(entry, 'type') !== 'embeddings')
    .map((entry) => modelOf(entry, 'loaded_context_length', stringField(entry, 'state') === 'loaded'))
    .filter((model) => model !== undefined);
  const isLoaded = (model: FoundModel): boolean => model.isLoaded === true;
  const ordered = [...models.filter(isLoaded), ...models.filter((model) => !isLoaded(model))];
  return { kind: 'server', endpoint, dialect: 'openai', product: 'LM Studio', models: ordered };
}

/** vLLM, or any other server of the OpenAI dialect, by its `/v1/models`; undefined where that is no list of models. */
export function openAiServer(
  endpoint: string,
  documents: { models: unknown; version: unknown },
): FoundServer | undefined {
  const entries = listField(documents.models, 'data');
  if (entries === undefined) return undefined;
  const owners = entries.map((entry) => stringField(entry, 'owned_by'));
  const isVllm = owners.includes('vllm');
  return {
    ...identity(owners.some(isSimulator), isVllm ? 'vLLM' : 'OpenAI-compatible server'),
    endpoint,
    dialect: 'openai',
    ...(isVllm ? versionOf(documents.version) : {}),
    models: entries.map((entry) => modelOf(entry, 'max_model_len')).filter((model) => model !== undefined),
  };
}

/** A name or a version as it is shown and asked for; undefined where there is none. */
function nameField(value: unknown, field: string): string | undefined {
  const name = flatText(stringField(value, field) ?? '', MAX_NAME);
  return name === '' ? undefined : name;
}

function versionOf(value: unknown): Pick<FoundServer, 'version'> {
  const version = nameField(value, 'version');
  return version === undefined ? {} : { version };
}

function identity(isSimulated: boolean, product: string): Pick<FoundServer, 'kind' | 'product'> {
  return isSimulated ? { kind: 'simulator', product: 'Simulator' } : { kind: 'server', product };
}

function modelOf(entry: unknown, contextField: string, isLoaded?: boolean): FoundModel | undefined {
  const name = nameField(entry, 'id');
  if (name === undefined) return undefined;
  const contextTokens = countField(entry, contextField);
  return {
    name,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(isLoaded === undefined ? {} : { isLoaded }),
  };
}

function parallelRequests(props: unknown): { readonly parallelRequests?: number } {
  const slots = countField(props, 'total_slots');
  return slots === undefined ? {} : { parallelRequests: slots };
}

/** A file's name without its folders, of either system, and without `.gguf`. */
function baseName(path: string): string {
  return (
    path
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.gguf$/i, '') ?? ''
  );
}
