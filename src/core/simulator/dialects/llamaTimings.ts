import type { AnswerTotals } from './wireFormat.ts';

/** What a llama.cpp server measured of one answer: milliseconds, tokens, and null for a rate over no time at all. */
export function llamaTimings({ promptTokens, prefillMs, outputTokens, decodeMs }: AnswerTotals): object {
  return {
    cache_n: 0,
    prompt_n: promptTokens,
    prompt_ms: prefillMs,
    prompt_per_second: perSecond(promptTokens, prefillMs),
    predicted_n: outputTokens,
    predicted_ms: decodeMs,
    predicted_per_second: perSecond(outputTokens, decodeMs),
  };
}

function perSecond(tokens: number, elapsedMs: number): number | null {
  return elapsedMs > 0 ? (tokens / elapsedMs) * 1_000 : null;
}
