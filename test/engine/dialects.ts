import type { HttpClient } from '../../src/core/transport/httpStream.ts';
import { OllamaTransport } from '../../src/core/transport/ollama.ts';
import type { DialectName, ModelTransport } from '../../src/core/transport/transport.ts';

/** A dialect of the product's, to be tried on the engine. */
export interface DialectUnderTest {
  readonly dialect: DialectName;
  transport(http: HttpClient, endpoint: string): ModelTransport;
}

export const DIALECTS: readonly DialectUnderTest[] = [
  { dialect: 'ollama', transport: (http, endpoint) => new OllamaTransport({ http, endpoint }) },
];
