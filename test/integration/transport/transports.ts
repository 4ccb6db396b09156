import { onTestFinished } from 'vitest';
import { HttpClient } from '../../../src/core/transport/httpStream.ts';
import { OllamaTransport } from '../../../src/core/transport/ollama.ts';
import type { GenerateAnswer, GenerateObserver, GenerateRequest } from '../../../src/core/transport/transport.ts';

export const request: GenerateRequest = {
  model: 'phi3',
  messages: [{ role: 'user', content: 'Plan – 敌人 🙂' }],
  temperature: 0,
  maxOutputTokens: 64,
  contextTokens: 4_096,
  rung: 'json',
  form: { schemaJson: '{"type":"object"}', grammar: 'root ::= "{}"' },
};

/** An HTTP client that ends with its test. */
export function makeHttp(): HttpClient {
  const http = new HttpClient();
  onTestFinished(() => http.dispose());
  return http;
}

/** Notes the phases of an attempt in their order. */
export class Phases implements GenerateObserver {
  readonly seen: string[] = [];
  readonly firstData: Promise<void>;
  #onFirstData = (): void => {};

  constructor() {
    this.firstData = new Promise((resolve) => {
      this.#onFirstData = resolve;
    });
  }

  onConnected(): void {
    this.seen.push('connected');
  }

  onHeaders(): void {
    this.seen.push('headers');
  }

  onData(text: string): undefined {
    this.seen.push(`data ${text}`);
    this.#onFirstData();
  }
}

/** Asks once over a client of its own. */
export function generate(
  endpoint: string,
  observer: GenerateObserver = new Phases(),
  signal: AbortSignal = new AbortController().signal,
): Promise<GenerateAnswer> {
  return new OllamaTransport({ http: makeHttp(), endpoint }).generate(request, observer, signal);
}
