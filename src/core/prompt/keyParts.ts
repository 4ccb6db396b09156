import { hash } from 'node:crypto';
import { isJsonObject } from '../json/shapeGuards.ts';
import type { ToolSpec } from '../world/tools.ts';
import { canonicalJson } from './canonicalOrder.ts';
import { canonicalText } from './canonicalText.ts';
import type { KeyStatics } from './key.ts';
import { readQuestion } from './question.ts';
import { type Fact, factsOf } from './worldFacts.ts';

/** One tool as it bears on the key. */
export interface ToolPart {
  readonly name: string;
  /** Of everything else that it says. */
  readonly digest: string;
}

/** What a static digest is made of (`KeyStatics`), long texts as digests. */
export interface StaticParts extends Omit<KeyStatics, 'systemText' | 'tools'> {
  /** Digest of the system text, which holds the tools too. */
  readonly template: string;
  /** In their order, which counts. */
  readonly tools: readonly ToolPart[];
}

/**
 * What a cache key is made of, in a form that can be compared with that of another key (`explainMiss`). Two keys are
 * equal exactly when their parts are. Plain JSON, about 2 kB for a world of fifty facts; the statics (2 kB for 37 tools)
 * are shared in memory by all keys of one prepared prompt.
 */
export interface KeyParts {
  readonly statics: StaticParts;
  /** The canonical question, see `questionOf`: its facts are read out of it when they are compared. */
  readonly question: string;
}

/** The facts of a key's question, in the order of `factsOf`; undefined where it cannot be read. */
export function factsOfKey({ question }: KeyParts): readonly Fact[] | undefined {
  const asked = readQuestion(question);
  return asked === undefined ? undefined : factsOf(asked);
}

/** The comparable parts of what `digestStatics` digests. */
export function staticPartsOf(
  statics: Omit<KeyStatics, 'tools'> & { readonly tools: Iterable<ToolSpec> },
): StaticParts {
  const { systemText, tools, answerer, model, temperature, maxOutputTokens, contextTokens } = statics;
  return {
    model,
    answerer,
    temperature,
    maxOutputTokens,
    contextTokens,
    template: shortDigest(canonicalText(systemText)),
    tools: Array.from(tools, (tool) => ({ name: tool.name, digest: shortDigest(canonicalJson(tool)) })),
  };
}

/** 60 bits: enough to tell apart what a person compares. */
const DIGEST_CHARS = 10;

function shortDigest(text: string): string {
  return hash('sha256', text, 'base64').slice(0, DIGEST_CHARS);
}

/** Whether `value`, read from a store, is what a key was made of. */
export function isKeyParts(value: unknown): value is KeyParts {
  if (!isJsonObject(value) || typeof value['question'] !== 'string') return false;
  const statics = value['statics'];
  if (!isJsonObject(statics)) return false;
  const { model, answerer, temperature, maxOutputTokens, contextTokens, template, tools } = statics;
  const areNumbers = [temperature, maxOutputTokens, contextTokens].every(Number.isFinite);
  const areTexts = typeof model === 'string' && typeof template === 'string';
  return areNumbers && areTexts && (answerer === 'server' || answerer === 'simulator') && isToolParts(tools);
}

function isToolParts(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((tool) => isJsonObject(tool) && typeof tool['name'] === 'string' && typeof tool['digest'] === 'string')
  );
}
