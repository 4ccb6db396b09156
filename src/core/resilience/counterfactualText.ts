import type { Counterfactual } from './counterfactual.ts';

/**
 * A counterfactual in words, one or two sentences: when `what` (settings, as the beginning of a sentence: "A threshold
 * of 3") would have opened the breaker, what it would have refused, and for how long nobody can say.
 */
export function counterfactualText(result: Counterfactual, what: string): string {
  const { other, unknownMs } = result;
  const { ok, fail } = other.refused;
  const refused =
    ok + fail === 0
      ? 'It would have refused none of the recorded calls.'
      : `It would have refused ${calls(fail)} that failed and ${calls(ok)} that succeeded.`;
  const unknown =
    unknownMs === 0
      ? ''
      : ` Of ${seconds(unknownMs)} in which it would have let calls through nothing is known: the breaker that was recorded refused them.`;
  const opened = `${what} ${openingText(result)}.`;
  return result.otherOpenedAtMs === undefined ? `${opened}${unknown}` : `${opened} ${refused}${unknown}`;
}

function openingText({ presentOpenedAtMs, otherOpenedAtMs, present }: Counterfactual): string {
  if (otherOpenedAtMs === undefined) {
    return presentOpenedAtMs === undefined
      ? 'would not have opened the breaker either'
      : 'would not have opened the breaker';
  }
  if (presentOpenedAtMs === undefined) {
    const startMs = present.spans[0]?.fromMs ?? otherOpenedAtMs;
    return `would have opened the breaker after ${seconds(otherOpenedAtMs - startMs)}, where it stayed closed`;
  }
  const earlierMs = presentOpenedAtMs - otherOpenedAtMs;
  if (earlierMs === 0) return 'would have opened the breaker at the same moment';
  return `would have opened the breaker ${seconds(Math.abs(earlierMs))} ${earlierMs > 0 ? 'earlier' : 'later'}`;
}

function calls(count: number): string {
  return `${count} ${count === 1 ? 'call' : 'calls'}`;
}

/** Whole seconds from ten on, tenths below. */
function seconds(ms: number): string {
  const value = ms / 1_000;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}
