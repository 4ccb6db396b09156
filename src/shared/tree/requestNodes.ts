import type { RequestSummary } from '../../core/clientSnapshot.ts';
import type { Span, Trace } from '../../core/telemetry/trace.ts';
import { formatMs, formatPlural, formatTimeOfDay } from '../format.ts';
import { modelLabel } from '../modelLabel.ts';
import { figure, type IconName, type Tone, type TreeNode } from './treeNode.ts';

/** "Requests": the finished ones, newest first, each opening into its spans. */
export function requestNodes(requests: readonly RequestSummary[]): TreeNode {
  return {
    id: 'requests',
    label: 'Requests',
    description: requests.length === 0 ? 'none yet' : outcomesText(requests),
    icon: 'requests',
    tone: 'neutral',
    children: requests.map(requestNode),
  };
}

function outcomesText(requests: readonly RequestSummary[]): string {
  const outcomes = (['cache', 'model', 'fallback', 'unavailable', 'cancelled'] as const)
    .map((outcome) => ({ outcome, count: requests.filter((request) => request.outcome === outcome).length }))
    .filter(({ count }) => count > 0);
  return `last ${requests.length}: ${outcomes.map(({ outcome, count }) => `${count} ${LOOKS[outcome].text}`).join(', ')}`;
}

const LOOKS = {
  cache: { text: 'from cache', icon: 'from-cache', tone: 'ok' },
  model: { text: 'from model', icon: 'from-model', tone: 'ok' },
  fallback: { text: 'fallback', icon: 'fallback', tone: 'warning' },
  unavailable: { text: 'no plan', icon: 'error', tone: 'error' },
  cancelled: { text: 'cancelled', icon: 'cancelled', tone: 'neutral' },
} as const satisfies Record<RequestSummary['outcome'], { text: string; icon: IconName; tone: Tone }>;

function requestNode(request: RequestSummary): TreeNode {
  const { text, icon, tone } = LOOKS[request.outcome];
  const id = `request:${request.id}`;
  const outcome = request.outcome === 'fallback' ? `${text} (${request.tier})` : text;
  const total = formatMs(request.trace.totalMs);
  return {
    id,
    label: request.scenario,
    description: `${outcome} · ${total}`,
    icon,
    tone,
    tooltip: `Request ${request.id}: ${outcome}, ${total}${request.reason === undefined ? '' : `. ${request.reason}`}`,
    children: [
      ...(request.reason === undefined ? [] : [figure(`${id}/reason`, 'Because', request.reason, tone)]),
      figure(`${id}/tier`, 'Tier', request.tier),
      figure(`${id}/model`, 'Model', modelLabel({ kind: request.trace.answerer, name: request.trace.model })),
      figure(`${id}/at`, 'Started', formatTimeOfDay(request.trace.startedAtMs)),
      ...spanNodes(id, request.trace),
    ],
  };
}

/** The spans as a tree. A span whose parent does not come before it stands at the top, so that none is lost. */
function spanNodes(requestId: string, trace: Trace): TreeNode[] {
  const children = new Map<number, number[]>();
  trace.spans.forEach((span, index) => {
    const parent = span.parent >= 0 && span.parent < index ? span.parent : -1;
    children.set(parent, [...(children.get(parent) ?? []), index]);
  });
  const nodesBelow = (parent: number): TreeNode[] =>
    (children.get(parent) ?? []).flatMap((index) => {
      const span = trace.spans[index];
      return span === undefined ? [] : [spanNode(`${requestId}/span:${index}`, span, nodesBelow(index))];
    });
  return nodesBelow(-1);
}

function spanNode(id: string, span: Span, below: readonly TreeNode[]): TreeNode {
  const attributes = Object.entries(span.attributes ?? {}).map(([key, value]) =>
    figure(`${id}/attribute:${key}`, key, String(value)),
  );
  const children = [...attributes, ...below];
  const failure = span.error === undefined ? '' : `failed: ${span.error} · `;
  return {
    id,
    label: span.name.replace('_', ' '),
    description: `${failure}${formatMs(span.durationMs)}${span.startMs > 0 ? ` at +${formatMs(span.startMs)}` : ''}`,
    icon: span.error === undefined ? 'span' : 'error',
    tone: span.error === undefined ? 'neutral' : 'error',
    ...(children.length === 0 ? {} : { children, initiallyOpen: below.length > 0 }),
    tooltip:
      attributes.length === 0
        ? spanTooltip(span)
        : `${spanTooltip(span)}, ${formatPlural(attributes.length, 'detail')}`,
  };
}

function spanTooltip(span: Span): string {
  return `${span.name}: ${formatMs(span.durationMs)}, from ${formatMs(span.startMs)} to ${formatMs(span.startMs + span.durationMs)} of the request`;
}
