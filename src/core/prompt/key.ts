import { hash } from 'node:crypto';
import { canonicalText } from './canonicalText.ts';

/** A cache key: SHA-256 in base64, 44 characters. The digest, since V8 hashes long equal-length strings badly. */
export type PromptKey = string;

/** Who answers: a simulator's plan is never served as that of a model with the same name. */
export type Answerer = 'server' | 'simulator';

/** What does not change from one request to the next. */
export interface KeyStatics {
  readonly systemText: string;
  /** Every tool in canonical form: a cached plan was judged by conditions and effects that no prompt shows. */
  readonly tools: string;
  readonly answerer: Answerer;
  readonly model: string;
  readonly temperature: number;
  readonly maxOutputTokens: number;
  readonly contextTokens: number;
}

/** The part of every key that is the same for one model, registry and template: digest it once, keep it. */
export function digestStatics(statics: KeyStatics): string {
  const { systemText, tools, answerer, model, temperature, maxOutputTokens, contextTokens } = statics;
  const parts = [canonicalText(systemText), tools, answerer, model, temperature, maxOutputTokens, contextTokens];
  return hash('sha256', parts.join('\n'), 'base64');
}

/** The key of a request: its static digest and its canonical question (see `question.ts`). */
export function promptKey(staticDigest: string, canonicalQuestion: string): PromptKey {
  return hash('sha256', `${staticDigest}\n${canonicalQuestion}`, 'base64');
}
