import { type JsonObject, numberField, objectField } from './jsonFields.ts';
import type { ServerTimings } from './transport.ts';

/**
 * llama.cpp's `timings {cache_n, prompt_n, prompt_ms, predicted_n, predicted_ms}`. It counts only the tokens of the prompt
 * that it had to read (`prompt_n`); those that it still had (`cache_n`, which older versions do not tell) are part of
 * the prompt too.
 */
export function timingsOfLlama(event: JsonObject): ServerTimings {
  const timings = objectField(event, 'timings');
  const cachedTokens = numberField(timings, 'cache_n');
  const readTokens = numberField(timings, 'prompt_n');
  return given({
    promptTokens: readTokens === undefined ? undefined : readTokens + (cachedTokens ?? 0),
    cachedTokens,
    prefillMs: numberField(timings, 'prompt_ms'),
    outputTokens: numberField(timings, 'predicted_n'),
    decodeMs: numberField(timings, 'predicted_ms'),
  });
}

/** The OpenAI dialect's `usage`. Its `prompt_tokens` are all of the prompt's, cached ones too. */
export function timingsOfUsage(event: JsonObject): ServerTimings {
  const usage = objectField(event, 'usage');
  return given({
    promptTokens: numberField(usage, 'prompt_tokens'),
    cachedTokens: numberField(objectField(usage, 'prompt_tokens_details'), 'cached_tokens'),
    outputTokens: numberField(usage, 'completion_tokens'),
  });
}

/** Only the figures that there are: a missing one is not 0. */
export function given(
  figures: { readonly [Name in keyof ServerTimings]: ServerTimings[Name] | undefined },
): ServerTimings {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
