import type { HttpResponse } from './httpStream.ts';

/**
 * A small body as text; undefined where it is longer than `maxBytes`, and then the connection is ended. With `limitMs` it
 * is what has come until then.
 */
export async function readText(
  response: HttpResponse,
  maxBytes: number,
  limitMs?: number,
): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  await response.readBody((chunk) => {
    bytes += chunk.length;
    pieces.push(chunk);
    return bytes > maxBytes ? 'stop' : undefined;
  }, limitMs);
  return bytes > maxBytes ? undefined : Buffer.concat(pieces).toString('utf8');
}
