import { describe, expect, it } from 'vitest';
import { wasteOf } from '../../../../../bench/suites/chaos/waste.ts';
import type { Span, Trace } from '../../../../../src/core/telemetry/trace.ts';

const promptTokens = { full: 3_000, simplified: 500 };

/** Two tiers with their attempts; each attempt by its error, or its output tokens. */
const trace = (full: readonly (string | number)[], simplified: readonly (string | number)[] = []): Trace => {
  const spans: Span[] = [];
  for (const [tier, attempts] of [
    ['full', full],
    ['simplified', simplified],
  ] as const) {
    const parent = spans.push({ name: 'tier', startMs: 0, durationMs: 1, parent: -1, attributes: { tier } }) - 1;
    for (const end of attempts) {
      const how = typeof end === 'string' ? { error: end } : { attributes: { outputTokens: end } };
      spans.push({ name: 'attempt', startMs: 0, durationMs: 1, parent, ...how });
    }
  }
  return { requestId: 1, model: 'm', answerer: 'simulator', startedAtMs: 0, totalMs: 1, spans };
};

describe('the waste of a run', () => {
  it('is nothing where each request took one attempt', () => {
    expect(wasteOf([{ tier: 'full', trace: trace([40]) }], promptTokens)).toEqual({
      wastedAttempts: 0,
      wastedTokens: 0,
    });
  });

  it('is the prompt of each attempt before the one whose plan was used', () => {
    expect(wasteOf([{ tier: 'full', trace: trace(['http-status', 'reset', 40]) }], promptTokens)).toEqual({
      wastedAttempts: 2,
      wastedTokens: 6_000,
    });
  });

  it('counts prompt and answer of a whole answer that was no good, each prompt by its tier', () => {
    expect(wasteOf([{ tier: 'simplified', trace: trace([70], ['reset', 40]) }], promptTokens)).toEqual({
      wastedAttempts: 2,
      wastedTokens: 3_000 + 70 + 500,
    });
  });

  it('is every attempt of a request that ended with a plan by rules', () => {
    expect(wasteOf([{ tier: 'heuristic', trace: trace([70], [60]) }], promptTokens).wastedTokens).toBe(3_630);
  });

  it('leaves out what never reached the server and what the end of the run cut off', () => {
    const requests = [{ tier: 'none', trace: trace(['refused', 'stale-connection', 'connect-timeout', 'cancelled']) }];
    expect(wasteOf(requests, promptTokens)).toEqual({ wastedAttempts: 0, wastedTokens: 0 });
  });
});
