import type { Secret } from '../base/secret.ts';
import type { HttpClient } from './httpStream.ts';
import { LlamaCppTransport } from './llamaCpp.ts';
import { OllamaTransport } from './ollama.ts';
import { OpenAiTransport } from './openAi.ts';
import type { DialectName, ModelTransport } from './transport.ts';

/** The transport to a model server at `endpoint` that speaks `dialect`. The key goes to that address alone. */
export function createTransport(options: {
  readonly http: HttpClient;
  readonly endpoint: string;
  readonly dialect: DialectName;
  readonly apiKey?: Secret | undefined;
}): ModelTransport {
  switch (options.dialect) {
    case 'ollama':
      return new OllamaTransport(options);
    case 'llama.cpp':
      return new LlamaCppTransport(options);
    case 'openai':
      return new OpenAiTransport(options);
  }
}
