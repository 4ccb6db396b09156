import { formatNs, formatNumber } from '../../../src/core/bench/format.ts';
import type { PromptDifference } from '../../../src/core/prompt/firstDifference.ts';
import { charactersPerToken } from '../../../src/core/simulator/tokens.ts';
import type { PairedDifference } from '../../support/pairedDifference.ts';
import { sourceWords, type TimingSource } from './phases.ts';

/** Where a prompt leaves that of the request before it, in words. */
export function placeWords({ character, part }: PromptDifference, promptCharacters: number): string {
  const share = Math.round((100 * character) / promptCharacters);
  const token = Math.floor(character / charactersPerToken);
  return `character ${formatNumber(character)} of ${formatNumber(promptCharacters)} (about token ${formatNumber(token)}, ${share} % of it), in its part "${part}"`;
}

/** What is known of a server's prefix cache: by what it counts, or else by what a changed head costs. */
export type PrefixCache = 'seen' | 'not seen' | 'not estimable';

/**
 * `costMs`: the prefill of prompts with a changed head over that of prompts with a changed tail. `cachedShare`: of the
 * prompt's tokens after a changed tail, those that the server says it still had; undefined where it does not say.
 */
export function prefixCache(costMs: PairedDifference, cachedShare: number | undefined): PrefixCache {
  if (cachedShare !== undefined && cachedShare > 0.1) return 'seen';
  const { interval } = costMs;
  if (interval === null) return cachedShare === undefined ? 'not estimable' : 'not seen';
  return interval[0] > 0 ? 'seen' : 'not seen';
}

/** What follows from it for the reader, a sentence each. */
export function prefixAdvice(
  found: PrefixCache,
  costMs: PairedDifference,
  pairs: number,
  source: TimingSource,
): readonly string[] {
  const cost = costWords(costMs, pairs, source);
  switch (found) {
    case 'seen':
      return [
        `The server keeps the prefix of the last prompt: a changed head breaks it, which costs ${cost}. Keep the tools and their order the same from plan to plan.`,
      ];
    case 'not seen':
      return [
        `No prefix cache is seen: a changed head costs ${cost}, as a changed tail does. Where the server can keep a prefix (llama.cpp and Ollama do unless other requests come between), look why it does not.`,
      ];
    case 'not estimable':
      return [
        `Whether the server keeps a prefix is not estimable: ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of requests were sent in the time, and it needs six.`,
      ];
  }
}

function costWords({ p50, interval }: PairedDifference, pairs: number, source: TimingSource): string {
  if (p50 === null || interval === null) return 'an amount that is not estimable';
  const [low, high] = interval.map((ms) => formatNs(ms * 1e6));
  return `${formatNs(p50 * 1e6)} of prefill (95 % interval ${low} to ${high}, ${pairs} pairs, ${sourceWords(source)})`;
}
