import { simulatorModelName } from '../models.ts';
import { splitIntoTokens } from '../tokens.ts';
import { type Dialect, jsonPage, type Page } from './dialect.ts';
import { createLlamaCppWire } from './llamaCppReply.ts';
import { readTemplateRequest, readTokenizeRequest } from './llamaCppRequest.ts';
import { errorObject, loadingModel } from './llamaErrors.ts';
import { applyTemplate, phi3Template } from './phi3Template.ts';
import type { Refusal } from './wireFormat.ts';

/** What `/props` says it was built from, so that nobody takes the simulator for a llama.cpp server. */
const buildInfo = 'planscope-simulator';

/** The routes of a llama.cpp server that the simulator has. While `isLoading`, they all say so. */
export function createLlamaCppDialect(options: {
  readonly contextTokens: number;
  /** How many requests it works on at a time. */
  readonly slotCount: () => number;
  readonly isLoading: () => boolean;
}): Dialect {
  const { contextTokens, slotCount, isLoading } = options;
  const onceLoaded =
    (page: (body: string | undefined) => Page) =>
    (body?: string): Page =>
      isLoading() ? errorPage(loadingModel) : page(body);

  const props = (): Page =>
    jsonPage({
      default_generation_settings: { n_ctx: contextTokens },
      total_slots: slotCount(),
      model_alias: simulatorModelName,
      model_path: 'no model: the Planscope simulator plans by rules',
      chat_template: phi3Template,
      build_info: buildInfo,
    });

  return {
    name: 'llama.cpp',
    wire: createLlamaCppWire(contextTokens),
    generatePath: '/completion',
    reads: new Map([
      ['/health', onceLoaded(() => jsonPage({ status: 'ok' }))],
      ['/props', onceLoaded(props)],
    ]),
    acts: new Map([
      ['/apply-template', onceLoaded(template)],
      ['/tokenize', onceLoaded(tokenize)],
    ]),
    openPaths: ['/health'],
    missing: () => errorPage({ status: 404, message: 'File Not Found' }),
  };
}

function template(body = ''): Page {
  const read = readTemplateRequest(body);
  return read.type === 'refusal' ? errorPage(read.refusal) : jsonPage({ prompt: applyTemplate(read.messages) });
}

/** There is no vocabulary: a token's number is its place, and its text is what a stream would send as one piece. */
function tokenize(body = ''): Page {
  const read = readTokenizeRequest(body);
  if (read.type === 'refusal') return errorPage(read.refusal);
  const pieces = splitIntoTokens(read.content);
  return jsonPage({ tokens: pieces.map((piece, id) => (read.withPieces ? { id, piece } : id)) });
}

function errorPage(refusal: Refusal): Page {
  return jsonPage(errorObject(refusal), refusal.status);
}
