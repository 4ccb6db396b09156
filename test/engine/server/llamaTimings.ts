import type { Totals } from '../engine.ts';

/** llama.cpp's figures of an answer. `prompt_n` are the tokens that it had to read, without the cached ones. */
export function llamaTimings(totals: Totals): object {
  return {
    cache_n: totals.cachedTokens,
    prompt_n: totals.promptTokens - totals.cachedTokens,
    prompt_ms: totals.promptMs,
    predicted_n: totals.outputTokens,
    predicted_ms: totals.outputMs,
  };
}
