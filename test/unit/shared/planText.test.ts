import { describe, expect, it } from 'vitest';
import type { PlanResult } from '../../../src/core/planResult.ts';
import type { Trace } from '../../../src/core/telemetry/trace.ts';
import { originText, planText, progressText } from '../../../src/shared/planText.ts';

const trace: Trace = {
  requestId: 1,
  model: 'phi3',
  answerer: 'server',
  startedAtMs: 0,
  totalMs: 12.345,
  spans: [
    { name: 'tier', startMs: 0, durationMs: 12, parent: -1, attributes: { tier: 'full' } },
    { name: 'attempt', startMs: 1, durationMs: 11, parent: 0, error: 'refused' },
  ],
};
const result: PlanResult = {
  plan: { plan_id: 'p', steps: [{ act: 'MoveTo', x: 4, y: 2 }] },
  source: 'model',
  tier: 'full',
  tried: [{ tier: 'full', outcome: 'plan' }],
  problems: [],
  trace,
};

describe('where a plan came from', () => {
  it.each([
    ['model', 'full', 'server', 'made by phi3'],
    ['cache', 'full', 'server', 'from the cache, made by phi3 earlier'],
    ['model', 'full', 'simulator', 'made by phi3 (simulator)'],
    ['fallback', 'simplified', 'server', 'a fallback: made by phi3 from the simplified prompt'],
    ['fallback', 'heuristic', 'server', 'a fallback: made by rules (heuristic), not by a model'],
  ] as const)('for %s, %s, %s says "%s"', (source, tier, answerer, text) => {
    expect(originText({ source, tier, trace: { ...trace, answerer } })).toBe(text);
  });
});

describe('where a plan for a similar world came from', () => {
  it.each([
    [0.95, '95 %'],
    [0.9876, '98.7 %'],
    [0.9999, '99.9 %'],
  ])('says of a similarity of %d that %s is the same, and never all of it', (similarity, share) => {
    const text = originText({ source: 'cache', tier: 'full', trace, similarity });
    expect(text).toBe(`from the cache, made by phi3 for a world that is ${share} the same`);
  });
});

describe('the progress of a request as text', () => {
  it.each([
    [{ type: 'queued', position: 1 }, 'next in the queue'],
    [{ type: 'queued', position: 3 }, 'number 3 in the queue'],
    [{ type: 'loading' }, 'phi3 is being loaded'],
    [{ type: 'asking', tier: 'full' }, 'asking phi3'],
    [{ type: 'asking', tier: 'simplified' }, 'asking phi3 with the simplified prompt'],
    [{ type: 'step', index: 0, step: { act: 'MoveTo', x: 4, y: 2 } }, '1. MoveTo(x: 4, y: 2)'],
  ] as const)('%j reads "%s"', (progress, text) => {
    expect(progressText(progress, 'phi3')).toBe(text);
  });
});

describe('a plan as text', () => {
  it('lists the steps as calls and the spans below each other, failures named', () => {
    const text = planText(result);
    expect(text).toContain('  1. MoveTo(x: 4, y: 2)\n');
    expect(text).toMatch(/Time 12\.3 ms\n {2}tier +12\.0 ms {2}tier full\n {4}attempt +11\.0 ms {2}failed: refused\n/);
  });

  it('says why it is a fallback, and what was wrong with the answer', () => {
    const problem = {
      code: 'unknown-tool',
      severity: 'error',
      message: 'There is no tool "Fly".',
      pointer: '/steps/0',
    } as const;
    const reason = { code: 'invalid-plan', message: 'It cannot be used.', problems: [problem] };
    const text = planText({ ...result, source: 'fallback', tier: 'heuristic', reason });
    expect(text).toContain('Why a fallback: It cannot be used.\n  /steps/0: There is no tool "Fly".');
  });
});
