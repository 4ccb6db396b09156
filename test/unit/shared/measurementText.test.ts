import { describe, expect, it } from 'vitest';
import type { CaseResult } from '../../../src/core/bench/report.ts';
import {
  intervalText,
  measurementFacts,
  modelFacts,
  powerText,
  timerText,
} from '../../../src/shared/measurementText.ts';

const CASE: CaseResult = {
  id: 'llm/cache_hit_latency',
  status: 'ok',
  unit: 'ns',
  samples: 1_000,
  batch: 1,
  mean: 5,
  min: 4,
  max: 9,
  p50: 5,
  p95: 7,
  p99: 8,
  note: 'a case',
};

function factsOf(change: Partial<CaseResult>): Record<string, string> {
  return Object.fromEntries(measurementFacts({ ...CASE, ...change }).map(({ label, value }) => [label, value]));
}

it('an interval names its unit once where both ends have the same', () => {
  expect(intervalText([8_100, 8_440])).toBe('8.10–8.44 µs');
  expect(intervalText([950, 1_200])).toBe('950 ns–1.20 µs');
  expect(intervalText([0, 12])).toBe('0–12.0 ns');
});

describe('how a case was measured', () => {
  it('says no more than is known', () => {
    expect(factsOf({})).toEqual({ Samples: '1,000 single calls' });
    expect(factsOf({ batch: 512 })).toEqual({ Samples: '1,000, each the mean of 512 calls' });
  });

  it('counts outliers, which are kept', () => {
    expect(factsOf({ outliers: { mild: 12, severe: 3 } })).toMatchObject({
      Outliers: '12 mild, 3 severe outliers, kept',
    });
    expect(factsOf({ outliers: { mild: 0, severe: 1 } })).toMatchObject({ Outliers: '1 severe outlier, kept' });
    expect(factsOf({ outliers: { mild: 0, severe: 0 } })).toMatchObject({ Outliers: 'none' });
  });

  it('tells why sampling ended, and what the time is made of', () => {
    expect(factsOf({ ended: 'narrow', yardstick: 'machine' })).toMatchObject({
      'Sampling ended': 'because p50 was known to 1 %, in each process by itself',
      'Time is made of': 'work: comparisons divide by the machine’s pace',
    });
    expect(factsOf({ ended: 'limit', yardstick: 'clock' })).toMatchObject({
      'Sampling ended': 'because the most that a case may take was reached',
      'Time is made of': 'waiting: comparisons take it as it is',
    });
  });

  it('tells how far the processes lie apart, where there were several', () => {
    const of = (...list: (number | undefined)[]): Partial<CaseResult> => ({
      blocks: list.map((process, i) => ({
        samplesNs: [1_000 * (i + 1)],
        count: 1,
        paceNs: null,
        ...(process === undefined ? {} : { process }),
      })),
    });
    expect(factsOf(of(0, 1, 2))['Processes']).toBe('3, their medians 1.00–3.00 µs');
    expect(factsOf(of(undefined, undefined))).not.toHaveProperty('Processes');
  });

  it('tells how much the machine changed its pace, where it was looked at', () => {
    const paces = (...list: (number | null)[]): Partial<CaseResult> => ({
      blocks: list.map((paceNs) => ({ samplesNs: [1], count: 1, paceNs })),
    });
    expect(factsOf(paces(100, 110, 105))['Stretches']).toBe(
      '3; between them the machine’s pace differed by up to 10.0 %',
    );
    expect(factsOf(paces(null, null))['Stretches']).toBe('2');
    expect(factsOf(paces())).not.toHaveProperty('Stretches');
  });
});

it('a clock tells its cost and its step', () => {
  expect(timerText({ stepNs: 1, costNs: 42 })).toBe('reading the clock costs 42 ns, its step is 1 ns');
  expect(timerText({ stepNs: 1_000, costNs: 38.25 })).toBe('reading the clock costs 38.3 ns, its step is 1.00 µs');
});

it('a battery is said to be slower', () => {
  expect(powerText('mains')).toBe('mains');
  expect(powerText('battery')).toMatch(/slower/);
});

it('a model is named as far as its server told', () => {
  expect(modelFacts({ kind: 'simulator', name: 'simulator' })).toEqual([
    { label: 'Model', value: 'simulator, not a model' },
  ]);
  expect(
    modelFacts({
      kind: 'server',
      name: 'phi3:mini',
      digest: 'sha256:ab',
      quantisation: 'Q4_0',
      server: 'ollama 0.12.3',
      contextTokens: 4_096,
    }).map(({ value }) => value),
  ).toEqual(['phi3:mini', 'sha256:ab', 'Q4_0', 'ollama 0.12.3', '4,096 tokens']);
});
