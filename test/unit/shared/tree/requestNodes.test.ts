import { describe, expect, it } from 'vitest';
import {
  type ListedRequests,
  requestNode,
  requestNodeId,
  requestNodes,
} from '../../../../src/shared/tree/requestNodes.ts';
import type { TreeNode } from '../../../../src/shared/tree/treeNode.ts';
import { SAMPLE_AT_MS, sampleRequest, sampleTrace } from '../samples/sampleClient.ts';

function listed(change: Partial<ListedRequests> = {}): ListedRequests {
  return {
    nodes: [],
    counts: { cache: 0, model: 0, fallback: 0, unavailable: 0, cancelled: 0 },
    filter: [],
    ...change,
  };
}

function section(change: Partial<ListedRequests>): TreeNode {
  return requestNodes(listed(change), [], SAMPLE_AT_MS);
}

describe('a request', () => {
  it('says that a plan is a fallback, of which tier, and why', () => {
    const row = sampleRequest(7);
    const request = requestNode(row, sampleTrace(row));
    expect(request).toMatchObject({ tone: 'warning', icon: 'fallback', description: 'fallback (heuristic) · 410 µs' });
    expect(request.children?.[0]).toMatchObject({
      label: 'Because',
      description: 'the circuit breaker is open until the next trial',
    });
  });

  it('shows a request without any plan as an error', () => {
    expect(requestNode(sampleRequest(2, { outcome: 'unavailable' }))).toMatchObject({
      tone: 'error',
      description: 'no plan · 62.2 µs',
    });
  });

  it('asks for its spans when it is opened, and says when nobody knows them any more', () => {
    expect(requestNode(sampleRequest(3))).toMatchObject({
      isPending: true,
      children: [{ label: 'Waiting for the trace' }],
    });
    const gone = requestNode(sampleRequest(3), 'gone');
    expect(gone.isPending).toBeUndefined();
    expect(gone.children).toMatchObject([{ label: 'The trace is not known any more' }]);
  });

  it('opens into its spans, nested, with durations and errors, each drawn at its time', () => {
    const row = sampleRequest(3);
    const spans = requestNode(row, sampleTrace(row)).children?.filter((node) => node.id.includes('/span:')) ?? [];
    expect(spans.map((span) => span.label)).toEqual([
      'Cache key',
      'Cache lookup',
      'Breaker',
      'Attempt',
      'Back-off',
      'Attempt',
      'Parse',
      'Validate',
    ]);
    expect(spans[3]).toMatchObject({ tone: 'error', description: 'failed: reset · 512 ms at +100 µs' });
    expect(spans[5]?.children?.map((span) => span.label)).toEqual([
      'gen_ai.usage.output_tokens',
      'Connect',
      'First byte',
      'Stream',
    ]);
    const { graphic } = spans[5] ?? {};
    expect(graphic).toEqual({
      type: 'strip',
      parts: [{ start: 559.9 / 2_870.6, end: (559.9 + 2_310) / 2_870.6, tone: 'neutral' }],
    });
  });
});

describe('the requests', () => {
  it('count each outcome that there was', () => {
    const counts = { cache: 1_200, model: 7, fallback: 0, unavailable: 1, cancelled: 0 };
    expect(section({ counts }).description).toBe('last 1,208: 1,200 from cache, 7 from model, 1 no plan');
    expect(section({}).description).toBe('none yet');
  });

  it('say what a filter leaves out, and offer to take it away', () => {
    const counts = { cache: 1_200, model: 7, fallback: 0, unavailable: 1, cancelled: 0 };
    const filtered = section({ counts, filter: ['fallback', 'unavailable'] });
    expect(filtered.description).toBe('0 fallback, 1 no plan of the last 1,208');
    expect(filtered.actions?.map(({ action }) => action.action)).toEqual(['filterRequests', 'showAllRequests']);
    expect(section({ counts }).actions?.map(({ action }) => action.action)).toEqual(['filterRequests']);
  });

  it('list those under way first, with what they are at and for how long', () => {
    const startedAtMs = SAMPLE_AT_MS - 62_000;
    const running = [{ id: 9, scenario: 'flank', model: 'phi3', startedAtMs, stage: 'queue' }] as const;
    const node = requestNodes(listed({ nodes: [requestNode(sampleRequest(8))] }), running, SAMPLE_AT_MS);
    expect(node.description).toBe('1 under way');
    expect(node.children?.map(({ id }) => id)).toEqual(['running:9', requestNodeId(sampleRequest(8))]);
    expect(node.children?.[0]).toMatchObject({ label: 'flank', description: 'Queue · 1 min 2 s', icon: 'running' });
  });
});
