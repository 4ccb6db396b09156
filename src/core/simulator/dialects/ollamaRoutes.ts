import type { Clock } from '../../base/clock.ts';
import { findModel, type ModelTable } from '../models.ts';
import { type Dialect, jsonPage, type Page } from './dialect.ts';
import { loadedModels, modelCard, ollamaWire, simulatorVersion, tags } from './ollamaReply.ts';
import { readShowRequest } from './ollamaRequest.ts';
import type { Refusal } from './wireFormat.ts';

/** The routes of Ollama that the simulator has; what it has not is 404, another method 405, as in Ollama. */
export function createOllamaDialect(options: { readonly clock: Clock; readonly models: ModelTable }): Dialect {
  const { clock, models } = options;
  const startedAtMs = clock.wallMs();

  const show = (body: string | undefined): Page => {
    const read = readShowRequest(body ?? '');
    if (read.type === 'refusal') return errorPage(read.refusal);
    const model = findModel(models, read.model);
    return model === undefined
      ? errorPage(ollamaWire.unknownModel(read.model))
      : jsonPage(modelCard(model, startedAtMs));
  };

  return {
    name: 'ollama',
    wire: ollamaWire,
    generatePath: '/api/chat',
    reads: new Map([
      ['/api/version', () => jsonPage({ version: simulatorVersion })],
      ['/api/tags', () => jsonPage(tags(models, startedAtMs))],
      ['/api/ps', () => jsonPage(loadedModels(models, clock.wallMs()))],
    ]),
    acts: new Map([['/api/show', show]]),
    openPaths: [],
    missing: (isOtherMethod) =>
      isOtherMethod
        ? { status: 405, type: 'text/plain', body: '405 method not allowed' }
        : { status: 404, type: 'text/plain', body: '404 page not found' },
  };
}

function errorPage({ status, message }: Refusal): Page {
  return jsonPage({ error: message }, status);
}
