import type { ModelTable, SimulatedModel } from '../models.ts';
import { simulatorModelName } from '../models.ts';
import { jsonType } from './dialect.ts';
import { badFormat, readChatRequest } from './ollamaRequest.ts';
import type { AnswerTotals, WireFormat } from './wireFormat.ts';

/** What `/api/version` says: a version that no Ollama has, so that nobody takes the simulator for one. */
export const simulatorVersion = '0.1.0-simulator';

/** Ollama's `POST /api/chat`: JSON lines, the last of which says done. */
export const ollamaWire: WireFormat = {
  takesAnyModel: false,
  streamType: 'application/x-ndjson',
  wholeType: jsonType,
  brokenPart: '{"model":"simulator","message":{"role":"assis\n',
  loading: { status: 503, message: 'llm server loading model' },
  read: readChatRequest,
  opening: () => '',
  pieces: ({ model }, wallMs, pieces) => {
    const before = `{"model":${JSON.stringify(model)},"created_at":"${isoTime(wallMs)}","message":{"role":"assistant","content":`;
    let lines = '';
    for (const piece of pieces) lines += `${before}${JSON.stringify(piece)}},"done":false}\n`;
    return lines;
  },
  ending: ({ model }, wallMs, totals) => doneLine(model, wallMs, '', totals),
  whole: ({ model }, wallMs, text, totals) => doneLine(model, wallMs, text, totals),
  errorBody: ({ message }) => JSON.stringify({ error: message }),
  errorPart: ({ message }) => `${JSON.stringify({ error: message })}\n`,
  unknownModel: (name) => ({ status: 404, message: `model '${name}' not found` }),
  rungRefused: (rung) => ({ status: 400, message: `${badFormat}; this server does not take "${rung}"` }),
  tooLong: (promptTokens, contextTokens) => ({
    status: 400,
    message: `the input length exceeds the context length (${promptTokens} tokens against ${contextTokens})`,
  }),
};

/** The last line of a stream, and with `content` the whole of an answer that is not streamed. */
function doneLine(model: string, wallMs: number, content: string, totals: AnswerTotals): string {
  const line = {
    model,
    created_at: isoTime(wallMs),
    message: { role: 'assistant', content },
    done: true,
    done_reason: totals.doneReason,
    // Zero fields are left out, as Ollama does: a client must not read a missing count as 0.
    total_duration: nanoseconds(totals.totalMs),
    load_duration: nanoseconds(totals.loadMs),
    prompt_eval_count: totals.promptTokens || undefined,
    prompt_eval_duration: nanoseconds(totals.prefillMs),
    eval_count: totals.outputTokens || undefined,
    eval_duration: nanoseconds(totals.decodeMs),
  };
  return `${JSON.stringify(line)}\n`;
}

/** `GET /api/tags`: every model there is. `startedAtMs` is calendar time. */
export function tags(models: ModelTable, startedAtMs: number): object {
  return { models: [...models.values()].map((model) => ({ ...entry(model), modified_at: isoTime(startedAtMs) })) };
}

/** `GET /api/ps`: the models that are loaded. */
export function loadedModels(models: ModelTable, wallMs: number): object {
  const entries = [...models.values()]
    .filter((model) => model.isLoaded(wallMs))
    .map((model) => ({
      ...entry(model),
      expires_at: isoTime(model.expiresAtMs),
      size_vram: 0,
      context_length: model.contextTokens,
    }));
  return { models: entries };
}

/** `POST /api/show`. */
export function modelCard(model: SimulatedModel, startedAtMs: number): object {
  return {
    modelfile: `# ${model.name}: a Planscope simulator, no model at all`,
    parameters: '',
    template: '{{ .Prompt }}',
    details,
    model_info: { 'general.architecture': simulatorModelName },
    capabilities: ['completion'],
    modified_at: isoTime(startedAtMs),
  };
}

/** There are no weights, so there is no size, no digest of them and no quantization either. */
const details = {
  parent_model: '',
  format: simulatorModelName,
  family: simulatorModelName,
  families: [simulatorModelName],
  parameter_size: '0',
  quantization_level: 'none',
} as const;

function entry(model: SimulatedModel): object {
  return { name: model.name, model: model.name, size: 0, digest: '', details };
}

function nanoseconds(milliseconds: number): number | undefined {
  return Math.round(milliseconds * 1e6) || undefined;
}

/** The latest time that a date can hold stands for "for ever". */
function isoTime(wallMs: number): string {
  return new Date(Math.min(wallMs, 8.64e15)).toISOString();
}
