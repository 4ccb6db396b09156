import type { RequestSummary } from '../../../src/core/clientSnapshot.ts';
import { systemText, userText } from '../../../src/core/prompt/prompt.ts';
import { questionOf } from '../../../src/core/prompt/question.ts';
import { estimateTokens } from '../../../src/core/simulator/tokens.ts';
import type { Span, Trace } from '../../../src/core/telemetry/trace.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';

/** How many tokens a prompt has, by the tier that it is for. */
export interface PromptTokens {
  readonly full: number;
  readonly simplified: number;
}

/** Errors of attempts whose prompt the server never got, and of those that the end of the experiment cut off. */
const NOT_IN_VAIN: ReadonlySet<string> = new Set(['refused', 'connect-timeout', 'stale-connection', 'cancelled']);

/** The mean over `scenarios`, as the simulator counts. */
export function promptTokensOf(scenarios: readonly Scenario[]): PromptTokens {
  const mean = (style: 'full' | 'simplified'): number => {
    const tokens = scenarios.map((one) =>
      estimateTokens(systemText(one.registry, style) + userText(one, questionOf(one).snapshotText)),
    );
    return tokens.reduce((sum, count) => sum + count, 0) / Math.max(1, tokens.length);
  };
  return { full: mean('full'), simplified: mean('simplified') };
}

/**
 * Attempts that came to no plan that was used, and what they cost: the tokens of their prompts, and those of whole
 * answers that were no good. What a cut answer had generated until then is not known and not counted.
 */
export function wasteOf(
  requests: readonly Pick<RequestSummary, 'tier' | 'trace'>[],
  promptTokens: PromptTokens,
): { readonly wastedAttempts: number; readonly wastedTokens: number } {
  let wastedAttempts = 0;
  let wastedTokens = 0;
  for (const { tier, trace } of requests) {
    const attempts = trace.spans.filter(({ name }) => name === 'attempt');
    // The plan that was used is the last attempt's.
    const inVain = tier === 'full' || tier === 'simplified' ? attempts.slice(0, -1) : attempts;
    for (const attempt of inVain) {
      if (attempt.error !== undefined && NOT_IN_VAIN.has(attempt.error)) continue;
      wastedAttempts++;
      wastedTokens += promptTokens[tierOf(trace, attempt)] + outputTokensOf(attempt);
    }
  }
  return { wastedAttempts, wastedTokens };
}

/** The tier is said by the span around the attempt. */
function tierOf({ spans }: Trace, attempt: Span): keyof PromptTokens {
  for (let at = spans[attempt.parent]; at !== undefined; at = spans[at.parent]) {
    if (at.name === 'tier') return at.attributes?.['tier'] === 'simplified' ? 'simplified' : 'full';
  }
  return 'full';
}

function outputTokensOf({ attributes }: Span): number {
  const tokens = attributes?.['outputTokens'];
  return typeof tokens === 'number' ? tokens : 0;
}
