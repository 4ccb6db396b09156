import type { Refusal } from './wireFormat.ts';

/** What llama.cpp calls its errors, by status. */
const errorTypes: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [429, 'rate_limit_error'],
  [500, 'server_error'],
  [501, 'not_supported_error'],
  [503, 'unavailable_error'],
]);

export const loadingModel: Refusal = { status: 503, message: 'Loading model' };

/** A request that was not understood is the server's error there, whoever made it. */
export function malformedBody(detail: string): Refusal {
  return { status: 500, message: detail };
}

/** A prompt that does not fit, with both sizes in tokens. */
export function contextExceeded(promptTokens: number, contextTokens: number): Refusal {
  return {
    status: 400,
    message: `the request exceeds the available context size (${promptTokens} tokens against ${contextTokens})`,
    details: { type: 'exceed_context_size_error', n_prompt_tokens: promptTokens, n_ctx: contextTokens },
  };
}

/** The value of `error` in the body, or the event, of an error. */
export function errorObject({ status, message, details }: Refusal): object {
  return { error: { code: status, message, type: errorTypes.get(status) ?? 'invalid_request_error', ...details } };
}
