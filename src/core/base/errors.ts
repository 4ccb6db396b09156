/**
 * An error that Planscope knows. `code` is stable and for programs, `message` says what happened, to what,
 * and what the user can do. `retryable` says whether the same request may succeed if sent again.
 */
export class CoreError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: { readonly retryable?: boolean; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** Input that a person wrote is wrong: a file, a setting, an option. Never retried; the message names the place. */
export class InputError extends CoreError {
  constructor(code: string, message: string, cause?: unknown) {
    super(code, message, { cause });
  }
}

/** True for a `CoreError`, also for one of another bundle, whose class is another one. */
export function isCoreError(error: unknown): error is CoreError {
  if (error instanceof CoreError) return true;
  if (!(error instanceof Error) || !('code' in error) || !('retryable' in error)) return false;
  return typeof error.code === 'string' && typeof error.retryable === 'boolean';
}

/** Turns whatever was thrown into an error with a message for people. The one conversion, used at boundaries. */
export function toCoreError(error: unknown): CoreError {
  if (isCoreError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CoreError('unexpected', message === '' ? 'An unknown error occurred.' : message, { cause: error });
}

/** True for the rejection of a cancelled operation, which is not a failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** For what was still asked of a client when it was disposed. */
export function clientClosed(): CoreError {
  return new CoreError('disposed', 'The client has been closed.');
}

/** Whether something ended with its client, which is no failure. */
export function isClientClosed(error: unknown): boolean {
  return isCoreError(error) && error.code === 'disposed';
}
