import { CoreError } from '../base/errors.ts';

/**
 * What can go wrong between us and a server.
 * `loading` is its own condition: the server is there and busy reading the model, so it is no failure.
 * `stale-connection`: a kept connection had been closed by the server; sending again at once, on a new one, is right.
 * `form-unsupported`: the server does not take this rung of structured output; a lower one may do.
 */
export type TransportErrorCode =
  | 'refused'
  | 'unknown-host'
  | 'reset'
  | 'stale-connection'
  | 'http-status'
  | 'busy'
  | 'loading'
  | 'model-missing'
  | 'context-exceeded'
  | 'form-unsupported'
  | 'unauthorized'
  | 'redirected'
  | 'not-a-model-server'
  | 'malformed-stream'
  | 'truncated-stream'
  | 'server-error'
  | 'answer-too-long';

/** A failed attempt. `status` is the HTTP status where there was one, `retryAfterMs` what the server asked for. */
export class TransportError extends CoreError {
  declare readonly code: TransportErrorCode;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: TransportErrorCode,
    message: string,
    options: {
      readonly retryable: boolean;
      readonly cause?: unknown;
      readonly status?: number | undefined;
      readonly retryAfterMs?: number | undefined;
    },
  ) {
    super(code, message, options);
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}
