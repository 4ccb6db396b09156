import type { Secret } from '../base/secret.ts';

/** The header that carries a server's API key; none without a key. White space around a key is a slip of the clipboard. */
export function keyHeaders(apiKey: Secret | undefined): Readonly<Record<string, string>> {
  const key = apiKey?.reveal().trim() ?? '';
  return key === '' ? NO_HEADERS : { authorization: `Bearer ${key}` };
}

const NO_HEADERS: Readonly<Record<string, string>> = {};
