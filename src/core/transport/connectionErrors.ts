import { KEY_ADVICE } from '../base/secret.ts';
import { TransportError } from './transportErrors.ts';

/**
 * A failure before any response: which one it was, and what to do. `isStale`: it happened on a kept connection that
 * the server had closed, so it says nothing about the server of now.
 */
export function connectionError(error: NodeJS.ErrnoException, url: URL, isStale: boolean): TransportError {
  const where = `the model server at ${url.origin}`;
  const fail = (code: TransportError['code'], message: string, retryable: boolean): TransportError =>
    new TransportError(code, message, { retryable, cause: error });
  if (isStale)
    return fail('stale-connection', `The connection that was kept to ${where} had been closed by it. Ask again.`, true);
  switch (error.code) {
    case 'ECONNREFUSED':
      return fail(
        'refused',
        `Nothing listens at ${url.origin}. Start the model server, or set planscope.model.endpoint.`,
        true,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail(
        'unknown-host',
        `The host name of ${url.origin} could not be resolved. Check planscope.model.endpoint.`,
        error.code === 'EAI_AGAIN',
      );
    default:
      return isProtocolError(error.code)
        ? fail(
            'not-a-model-server',
            `What answers at ${url.origin} does not speak HTTP (${error.code}). Check planscope.model.endpoint.`,
            false,
          )
        : fail(
            'reset',
            `The connection to ${where} failed before an answer (${error.code ?? error.message}). The server may have crashed; its log may say more.`,
            true,
          );
  }
}

/** What a `stale-connection` really is where that connection had served in the same attempt; any other error as it is. */
export function asUnexpected(error: unknown, url: URL): unknown {
  const isStale = error instanceof TransportError && error.code === 'stale-connection';
  return isStale && error.cause instanceof Error ? connectionError(error.cause, url, false) : error;
}

/** A key with a line end or a letter outside Latin-1, which no HTTP header can carry. The key is not shown. */
export function unsendableKey(url: URL, cause: unknown): TransportError {
  return new TransportError(
    'unauthorized',
    `The API key for the model server at ${url.origin} has characters that cannot be sent. Set it anew: ${KEY_ADVICE}.`,
    { retryable: false, cause },
  );
}

/** An answer `101 Switching Protocols`, which was not asked for. */
export function otherProtocol(url: URL): TransportError {
  return new TransportError(
    'not-a-model-server',
    `What answers at ${url.origin} wants to speak another protocol than HTTP (HTTP 101). Check planscope.model.endpoint.`,
    { retryable: false, status: 101 },
  );
}

/** llhttp's errors: the bytes were no HTTP. */
export function isProtocolError(code: string | undefined): boolean {
  return code?.startsWith('HPE_') ?? false;
}
