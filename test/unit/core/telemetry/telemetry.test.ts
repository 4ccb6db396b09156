import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../src/core/telemetry/figures.ts';
import { type AnswerStage, wilsonInterval } from '../../../../src/core/telemetry/funnel.ts';
import { Telemetry } from '../../../../src/core/telemetry/telemetry.ts';

const outcomes: readonly Outcome[] = ['cache', 'model', 'fallback', 'cancelled', 'unavailable'];
const stages: readonly AnswerStage[] = [
  'answered',
  'parsed',
  'schemaValid',
  'knownTools',
  'executable',
  'goalReached',
  'inTime',
];

describe('the counters', () => {
  it('start at zero', () => {
    expect(new Telemetry().counters()).toEqual({
      requests: 0,
      cacheHits: 0,
      joined: 0,
      modelPlans: 0,
      fallbackPlans: 0,
      cancelled: 0,
      unavailable: 0,
      attempts: 0,
      retries: 0,
      retriesDenied: 0,
      failures: {},
    });
  });

  it('add up to the requests, whatever the outcomes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...outcomes)), (sequence) => {
        const telemetry = new Telemetry();
        for (const outcome of sequence) telemetry.recordRequest(outcome, 1, 10);
        const { requests, cacheHits, modelPlans, fallbackPlans, cancelled, unavailable } = telemetry.counters();
        expect(requests).toBe(sequence.length);
        expect([cacheHits, modelPlans, fallbackPlans, cancelled, unavailable]).toEqual(
          outcomes.map((outcome) => sequence.filter((one) => one === outcome).length),
        );
        expect(telemetry.tokens).toBe(10 * sequence.length);
      }),
    );
  });

  it('count attempts, retries, joins and failures by their code', () => {
    const telemetry = new Telemetry();
    for (let i = 0; i < 3; i++) telemetry.recordAttempt();
    for (let i = 0; i < 2; i++) telemetry.recordRetry();
    telemetry.recordJoin();
    for (const code of ['busy', 'refused', 'busy']) telemetry.recordFailure(code);
    expect(telemetry.counters()).toMatchObject({
      attempts: 3,
      retries: 2,
      joined: 1,
      failures: { busy: 2, refused: 1 },
    });
  });

  it('that were handed out do not change any more', () => {
    const telemetry = new Telemetry();
    const before = telemetry.counters();
    const funnel = telemetry.funnel();
    telemetry.recordRequest('model', 1, 1);
    telemetry.recordFailure('busy');
    telemetry.answers.sent();
    expect(before).toMatchObject({ requests: 0, failures: {} });
    expect(funnel.sent).toBe(0);
  });
});

describe('the funnel', () => {
  it('counts an answer in its last stage and in every stage before it', () => {
    const telemetry = new Telemetry();
    for (const stage of stages) {
      telemetry.answers.sent();
      telemetry.answers.answered(stage);
    }
    telemetry.answers.sent();
    telemetry.answers.goalUnknown();
    expect(telemetry.funnel()).toEqual({
      sent: 8,
      answered: 7,
      parsed: 6,
      schemaValid: 5,
      knownTools: 4,
      executable: 3,
      goalReached: 2,
      inTime: 1,
      goalUnknown: 1,
    });
  });

  it.each([
    // By R's binom.confint(x, n, method = "wilson").
    [14, 20, 0.481, 0.8545],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [1, 1, 0.2065, 1],
  ])('gives %i of %i a Wilson interval from %f to %f', (successes, n, low, high) => {
    const ratio = wilsonInterval(successes, n);
    expect(ratio?.share).toBe(successes / n);
    expect(ratio?.low).toBeCloseTo(low, 4);
    expect(ratio?.high).toBeCloseTo(high, 4);
  });

  it('has no ratio where nothing was sent', () => {
    expect(wilsonInterval(0, 0)).toBeNull();
  });
});

describe('the latencies', () => {
  it('are kept by source, and only for plans that a model made', () => {
    const telemetry = new Telemetry();
    for (const outcome of outcomes) telemetry.recordRequest(outcome, 5, 0);
    expect(telemetry.latency('cache').count).toBe(1);
    expect(telemetry.latency('model').count).toBe(1);
  });

  it.each([
    ['p50Ms', 5],
    ['p95Ms', 59],
    ['p99Ms', 299],
  ] as const)('leave %s open below %i samples', (quantile, samples) => {
    const telemetry = new Telemetry();
    for (let i = 1; i < samples; i++) telemetry.recordRequest('model', i, 0);
    expect(telemetry.latency('model')[quantile]).toBeNull();
    telemetry.recordRequest('model', samples, 0);
    expect(telemetry.latency('model')[quantile]).not.toBeNull();
  });

  it('are right to two figures', () => {
    const telemetry = new Telemetry();
    for (let ms = 1; ms <= 1_000; ms++) telemetry.recordRequest('model', ms, 0);
    const { p50Ms, p95Ms, p99Ms } = telemetry.latency('model');
    expect(Math.abs((p50Ms ?? 0) / 500 - 1)).toBeLessThan(0.01);
    expect(Math.abs((p95Ms ?? 0) / 950 - 1)).toBeLessThan(0.01);
    expect(Math.abs((p99Ms ?? 0) / 990 - 1)).toBeLessThan(0.01);
  });

  it.each([
    ['no time at all', 0, 0, 0.001],
    ['a fraction of a nanosecond', 0.000_000_3, 0, 0.001],
    ['a fraction of a microsecond', 0.000_5, 0, 0.001],
    ['12.345 microseconds', 0.012_345, 0.011_8, 0.012_9],
    ['an hour', 3_600_000, 3_560_000, 3_640_000],
    ['more than an hour, which counts as one', 1e12, 3_560_000, 3_640_000],
    ['for ever', Number.POSITIVE_INFINITY, 3_560_000, 3_640_000],
  ])('hold %s', (_what, durationMs, atLeastMs, atMostMs) => {
    const telemetry = new Telemetry();
    for (let i = 0; i < 5; i++) telemetry.recordRequest('cache', durationMs, 0);
    const { count, p50Ms } = telemetry.latency('cache');
    expect(count).toBe(5);
    expect(p50Ms).toBeGreaterThanOrEqual(atLeastMs);
    expect(p50Ms).toBeLessThanOrEqual(atMostMs);
  });
});
