import type { Clock } from '../../base/clock.ts';
import type { ModelTable } from '../models.ts';
import { type Dialect, jsonPage, type Page } from './dialect.ts';
import { errorObject, loadingModel } from './llamaErrors.ts';
import { createOpenAiWire, fingerprint } from './openAiReply.ts';

/** The routes of an OpenAI-compatible server that the simulator has. While `isLoading`, they all say so. */
export function createOpenAiDialect(options: {
  readonly clock: Clock;
  readonly models: ModelTable;
  readonly contextTokens: number;
  /** Whether a model's name is ignored, as by a llama.cpp server, or has to be known. */
  readonly takesAnyModel: boolean;
  readonly isLoading: () => boolean;
}): Dialect {
  const { clock, models, isLoading } = options;
  const created = Math.floor(clock.wallMs() / 1_000);

  const list = (): Page => {
    if (isLoading()) return jsonPage(errorObject(loadingModel), loadingModel.status);
    const data = [...models.keys()].map((id) => ({ id, object: 'model', created, owned_by: fingerprint }));
    return jsonPage({ object: 'list', data });
  };

  return {
    name: 'openai',
    wire: createOpenAiWire(options),
    generatePath: '/v1/chat/completions',
    reads: new Map([['/v1/models', list]]),
    acts: new Map(),
    openPaths: [],
    missing: (isOtherMethod) =>
      isOtherMethod ? jsonPage({ detail: 'Method Not Allowed' }, 405) : jsonPage({ detail: 'Not Found' }, 404),
  };
}
