import { describe, expect, it } from 'vitest';
import { otlpTraces, type TracedRequest } from '../../../../src/core/telemetry/otlp.ts';
import type { Span } from '../../../../src/core/telemetry/trace.ts';

const AT_MS = 1_777_636_800_123;

const SPANS: readonly Span[] = [
  { name: 'key', startMs: 0, durationMs: 0.002, parent: -1 },
  { name: 'tier', startMs: 1, durationMs: 1_500, parent: -1, error: 'invalid-plan', attributes: { tier: 'full' } },
  {
    name: 'attempt',
    startMs: 1,
    durationMs: 1_400,
    parent: 1,
    attributes: { promptTokens: 3_012, outputTokens: 214, finish: 'stop', prefillMs: 812.5, rung: 'schema' },
  },
  { name: 'parse', startMs: 1_401, durationMs: 1, parent: 9 },
];

function request(change: Partial<TracedRequest> = {}): TracedRequest {
  const trace = {
    requestId: 12,
    model: 'phi3:mini',
    answerer: 'server',
    startedAtMs: AT_MS,
    totalMs: 1_501.25,
    spans: SPANS,
  } as const;
  return { id: 12, scenario: 'Door', outcome: 'fallback', tier: 'heuristic', trace, ...change };
}

function spansOf(of: TracedRequest) {
  return otlpTraces(of, '0.1.0').resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
}

function attributesOf(span: ReturnType<typeof spansOf>[number] | undefined) {
  return Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));
}

describe('a trace as OTLP', () => {
  it('has the request on top and each span below its parent; one whose parent is none, below the request', () => {
    const spans = spansOf(request());
    const [root, key, tier, attempt, parse] = spans;
    expect(spans.map(({ name }) => name)).toEqual([
      'plan planscope',
      'planscope.key',
      'planscope.tier',
      'chat phi3:mini',
      'planscope.parse',
    ]);
    expect(root).not.toHaveProperty('parentSpanId');
    expect([key?.parentSpanId, tier?.parentSpanId, parse?.parentSpanId]).toEqual([
      root?.spanId,
      root?.spanId,
      root?.spanId,
    ]);
    expect(attempt?.parentSpanId).toBe(tier?.spanId);
  });

  it('has ids in their form, all different, the same for the same request and others for another', () => {
    const spans = spansOf(request());
    for (const { traceId, spanId } of spans) {
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spansOf(request())).toEqual(spans);
    expect(spansOf(request({ id: 13 }))[0]?.traceId).not.toBe(spans[0]?.traceId);
  });

  it('has times in whole nanoseconds since the epoch, to the nanosecond', () => {
    const [root, key] = spansOf(request());
    expect([root?.startTimeUnixNano, root?.endTimeUnixNano]).toEqual(['1777636800123000000', '1777636801624250000']);
    expect(key?.endTimeUnixNano).toBe('1777636800123002000');
  });

  it('names things as the GenAI conventions do', () => {
    const [root, , , attempt] = spansOf(request());
    expect(attributesOf(root)).toEqual({
      'gen_ai.operation.name': 'plan',
      'gen_ai.agent.name': 'planscope',
      'gen_ai.provider.name': 'local',
      'gen_ai.request.model': 'phi3:mini',
      'planscope.request_id': '12',
      'planscope.scenario': 'Door',
      'planscope.outcome': 'fallback',
      'planscope.tier': 'heuristic',
    });
    expect(attempt?.kind).toBe(3);
    expect(attributesOf(attempt)).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'local',
      'gen_ai.request.model': 'phi3:mini',
      'gen_ai.usage.input_tokens': '3012',
      'gen_ai.usage.output_tokens': '214',
      'gen_ai.response.finish_reasons': { values: [{ stringValue: 'stop' }] },
      'planscope.prefill_ms': 812.5,
      'planscope.rung': 'schema',
    });
  });

  it('says what failed, and that a simulator is one', () => {
    const [root, , tier] = spansOf(request());
    expect(tier?.status).toEqual({ code: 2, message: 'invalid-plan' });
    expect(attributesOf(tier)['error.type']).toBe('invalid-plan');
    expect(root?.status).toEqual({ code: 0 });
    expect(spansOf(request({ outcome: 'unavailable' }))[0]?.status.code).toBe(2);
    const simulated = { ...request().trace, answerer: 'simulator' } as const;
    expect(attributesOf(spansOf(request({ trace: simulated }))[0])['gen_ai.provider.name']).toBe('planscope.simulator');
  });
});
