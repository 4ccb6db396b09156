import { formatNs, formatNumber } from '../../../src/core/bench/format.ts';
import type { ModelIdentity } from '../../../src/core/bench/report.ts';
import type { PromptDifference } from '../../../src/core/prompt/firstDifference.ts';
import { charactersPerToken } from '../../../src/core/simulator/tokens.ts';
import { PAIRS_NEEDED, type PairedDifference } from '../../support/pairedDifference.ts';
import { sourceWords, type TimingSource } from './phases.ts';

/** Where a prompt leaves that of the request before it, in words. */
export function placeWords({ character, part }: PromptDifference, promptCharacters: number): string {
  const share = Math.round((100 * character) / promptCharacters);
  const token = Math.floor(character / charactersPerToken);
  return `character ${formatNumber(character)} of ${formatNumber(promptCharacters)} (about token ${formatNumber(token)}, ${share} % of it), in its part "${part}"`;
}

/** What is known of a server's prefix cache: by what it counts, or else by what a changed head costs. */
export type PrefixCache = 'seen' | 'not seen' | 'not estimable';

/** From here on a part of a prompt is worth speaking of. */
const WORTH = 0.1;

/**
 * `costMs`: the prefill of prompts with a changed head over that of prompts with a changed tail, which has to be more than
 * chance and a tenth of the prefill with a changed head (`headMs`). `cachedShare`: of the prompt's tokens after a changed
 * tail, those that the server says it still had; null where it does not say.
 */
export function prefixCache({
  costMs: { p50, interval },
  headMs,
  cachedShare,
}: {
  readonly costMs: PairedDifference;
  readonly headMs: number | null;
  readonly cachedShare: number | null;
}): PrefixCache {
  if (cachedShare !== null && cachedShare >= WORTH) return 'seen';
  if (p50 === null || interval === null || headMs === null) return 'not estimable';
  return interval[0] > 0 && p50 >= WORTH * headMs ? 'seen' : 'not seen';
}

/** What was measured, and of whom. */
interface Measured {
  readonly costMs: PairedDifference;
  readonly pairs: number;
  readonly source: TimingSource;
  readonly answerer: ModelIdentity['kind'];
}

/** What follows from it for the reader, a sentence each. */
export function prefixAdvice(found: PrefixCache, measured: Measured): readonly string[] {
  const { pairs, answerer } = measured;
  switch (found) {
    case 'seen':
      return [
        `The server keeps the prefix of the last prompt. A changed head breaks it: ${costWords(measured)}. Keep the tools, their texts and their order the same from plan to plan.`,
      ];
    case 'not seen':
      return [
        `No prefix cache is seen: ${costWords(measured)}.`,
        answerer === 'simulator'
          ? 'The simulator reads every prompt from its beginning.'
          : 'Servers such as llama.cpp and Ollama keep the prefix of the last prompt unless other requests come between or their context is too small: see why this one does not.',
      ];
    case 'not estimable':
      return [
        `Whether the server keeps a prefix is not estimable: ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of requests were answered in the time, and it takes ${PAIRS_NEEDED}.`,
      ];
  }
}

function costWords({ costMs: { p50, interval }, pairs, source }: Measured): string {
  if (p50 === null || interval === null) return 'what that costs is not estimable';
  const [low, high] = interval.map((ms) => formatNs(ms * 1e6));
  const [amount, than] =
    p50 === 0 ? ['as long', 'as'] : [`${formatNs(Math.abs(p50) * 1e6)} ${p50 < 0 ? 'less' : 'more'}`, 'than'];
  return `prefill takes ${amount} after a changed head ${than} after a changed tail (95 % interval ${low} to ${high}, ${pairs} pairs, ${sourceWords(source)})`;
}
