import { type HttpClient, type HttpResponse, urlBelow } from './httpStream.ts';
import { readText } from './readText.ts';
import type { ServerErrors } from './serverErrors.ts';

const MAX_BYTES = 1024 * 1024;

/** Asks a model server for a small document. Rejects with a `TransportError` for anything but JSON with status 200. */
export function getJson(
  from: {
    readonly http: HttpClient;
    readonly endpoint: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly errors: ServerErrors;
  },
  signal: AbortSignal,
): Promise<unknown> {
  const { http, endpoint, path, headers, errors } = from;
  return http.exchange(
    { method: 'GET', url: urlBelow(endpoint, path), headers },
    {
      onConnected() {},
      async onResponse(response) {
        if (response.status !== 200) throw await errors.ofStatus(response);
        return readJson(response, errors);
      },
    },
    signal,
  );
}

/** A small body as JSON. Rejects with a `TransportError` where it is none. */
export async function readJson(response: HttpResponse, errors: ServerErrors): Promise<unknown> {
  const text = await readText(response, MAX_BYTES);
  if (text === undefined) throw errors.tooLong(MAX_BYTES);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw errors.malformed(text, cause);
  }
}
