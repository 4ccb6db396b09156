import type { DialectName } from '../../src/core/transport/transport.ts';

/** The dialects of the product's that are tried on the engine: each is a server of its own. */
export const DIALECTS: readonly { readonly dialect: DialectName }[] = [
  { dialect: 'ollama' },
  { dialect: 'llama.cpp' },
  { dialect: 'openai' },
];

export type DialectUnderTest = (typeof DIALECTS)[number];
