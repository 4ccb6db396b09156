import { hash } from 'node:crypto';
import type { Scenario } from '../world/scenario.ts';
import type { ToolSpec } from '../world/tools.ts';
import { canonicalJson } from './canonicalOrder.ts';
import { canonicalText } from './canonicalText.ts';
import type { KeyStatics } from './key.ts';
import { factHashes, factsOf } from './worldFacts.ts';

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
 * equal exactly when their parts are. About 2 kB for a world of fifty facts; the statics are shared by all keys of one
 * prepared prompt.
 */
export interface KeyParts {
  readonly statics: StaticParts;
  /** The facts of the question, packed: see `unpackFacts`. */
  readonly facts: string;
  /** Their hashes, as `factHashes` gives them. */
  readonly hashes: Uint32Array;
}

/** The memory that parts take for one entry, bytes, roughly: what is shared does not count. */
export function keyPartsBytes({ facts, hashes }: KeyParts): number {
  return OBJECT_BYTES + facts.length + hashes.byteLength;
}

/** The parts of a scenario's key; `statics` are those of the prepared prompt (`PreparedPrompt.staticParts`). */
export function keyPartsOf(statics: StaticParts, scenario: Scenario): KeyParts {
  const facts = JSON.stringify(factsOf(scenario).flatMap(({ path, value }) => [path, value]));
  return { statics, facts, hashes: factHashes(scenario) };
}

/** The facts of a question as pairs of path and value, in the order of `factsOf`. */
export function unpackFacts({ facts }: KeyParts): readonly (readonly [path: string, value: string])[] {
  const texts = JSON.parse(facts) as readonly string[];
  const pairs: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < texts.length; i += 2) pairs.push([texts[i] as string, texts[i + 1] as string]);
  return pairs;
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

/** Two objects, a string's and a typed array's heads. */
const OBJECT_BYTES = 300;
/** 60 bits: enough to tell apart what a person compares. */
const DIGEST_CHARS = 10;

function shortDigest(text: string): string {
  return hash('sha256', text, 'base64').slice(0, DIGEST_CHARS);
}
