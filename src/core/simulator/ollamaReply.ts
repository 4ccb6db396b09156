import type { ModelTable, SimulatedModel } from './models.ts';
import { simulatorModelName } from './models.ts';

/** What `/api/version` says: a version that no Ollama has, so that nobody takes the simulator for one. */
const simulatorVersion = '0.1.0-simulator';

/** What the last line of an answer reports. Milliseconds here, nanoseconds on the wire. */
export interface AnswerTotals {
  readonly doneReason: 'stop' | 'length' | 'load' | 'unload';
  readonly totalMs: number;
  readonly loadMs: number;
  readonly promptTokens: number;
  readonly prefillMs: number;
  readonly outputTokens: number;
  readonly decodeMs: number;
}

/** The totals of a load or an unload, where nothing was read or written. */
export function emptyTotals(doneReason: 'load' | 'unload', totalMs: number, loadMs: number): AnswerTotals {
  return { doneReason, totalMs, loadMs, promptTokens: 0, prefillMs: 0, outputTokens: 0, decodeMs: 0 };
}

/** The lines of a stream that carry `pieces`, one each. */
export function pieceLines(model: string, wallMs: number, pieces: readonly string[]): string {
  const before = `{"model":${JSON.stringify(model)},"created_at":"${isoTime(wallMs)}","message":{"role":"assistant","content":`;
  let lines = '';
  for (const piece of pieces) lines += `${before}${JSON.stringify(piece)}},"done":false}\n`;
  return lines;
}

/** The last line of a stream, and with `content` the whole of an answer that is not streamed. */
export function doneLine(model: string, wallMs: number, content: string, totals: AnswerTotals): string {
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

/** Every error's body, before the first byte of an answer. */
export function errorBody(message: string): string {
  return JSON.stringify({ error: message });
}

/** `GET /api/version`. */
export function versionBody(): string {
  return JSON.stringify({ version: simulatorVersion });
}

/** `GET /api/tags`: every model there is. `startedAtMs` is calendar time. */
export function tagsBody(models: ModelTable, startedAtMs: number): string {
  const entries = [...models.values()].map((model) => ({ ...entry(model), modified_at: isoTime(startedAtMs) }));
  return JSON.stringify({ models: entries });
}

/** `GET /api/ps`: the models that are loaded. */
export function loadedBody(models: ModelTable, wallMs: number): string {
  const entries = [...models.values()]
    .filter((model) => model.isLoaded(wallMs))
    .map((model) => ({
      ...entry(model),
      expires_at: isoTime(model.expiresAtMs),
      size_vram: 0,
      context_length: model.contextTokens,
    }));
  return JSON.stringify({ models: entries });
}

/** `POST /api/show`. */
export function showBody(model: SimulatedModel, startedAtMs: number): string {
  return JSON.stringify({
    modelfile: `# ${model.name}: a Planscope simulator, no model at all`,
    parameters: '',
    template: '{{ .Prompt }}',
    details,
    model_info: { 'general.architecture': simulatorModelName },
    capabilities: ['completion'],
    modified_at: isoTime(startedAtMs),
  });
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
