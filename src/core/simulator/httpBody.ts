import type { IncomingMessage } from 'node:http';

/** Far above any prompt; below what would hurt the machine. */
export const maxBodyBytes = 32 * 1024 * 1024;

/**
 * Reads a request's body as UTF-8 and calls `onBody` once; with undefined, and the rest unread, when it is longer than
 * `maxBodyBytes`. A client that leaves in mid-body gets no call. Callbacks, since a promise costs on the quick path.
 */
export function readBody(request: IncomingMessage, onBody: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes <= maxBodyBytes) return;
    request.off('data', onData);
    request.off('end', onEnd);
    chunks.length = 0;
    request.resume();
    onBody(undefined);
  };
  const onEnd = (): void => {
    const [only] = chunks;
    onBody(chunks.length === 1 && only !== undefined ? only.toString() : Buffer.concat(chunks).toString());
  };
  request.on('data', onData);
  request.on('end', onEnd);
}
