import type { ModelIdentity } from './report.ts';

/** Characters of a digest that people compare. */
const DIGEST_CHARS = 12;

/** Who answered, on one line: a simulator is never taken for a model. */
export function modelWords({ kind, name, server, quantisation, digest, contextTokens }: ModelIdentity): string {
  const said = [
    server,
    quantisation,
    digest === undefined ? undefined : `digest ${digest.replace(/^sha256:/, '').slice(0, DIGEST_CHARS)}`,
    contextTokens === undefined ? undefined : `context ${contextTokens.toLocaleString('en-US')} tokens`,
  ].filter((part) => part !== undefined);
  const more = said.length === 0 ? '' : ` (${said.join(', ')})`;
  return kind === 'simulator' ? `simulator "${name}"${more}, not a real model` : `model ${name}${more}`;
}
