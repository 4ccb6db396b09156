import * as l10n from '@vscode/l10n';
import type { RunningRequest } from '../../core/clientSnapshot.ts';
import type { Outcome } from '../../core/telemetry/figures.ts';
import type { Trace } from '../../core/telemetry/trace.ts';
import { formatCount, formatMs, formatSince, formatTimeOfDay } from '../format.ts';
import type { RequestRow } from '../messages.ts';
import { modelLabel } from '../modelLabel.ts';
import { OUTCOME_LOOKS, OUTCOMES, outcomeText } from '../outcomeText.ts';
import { type SpanRow, shortGapsText, spanLabel, spanRows } from '../spanRows.ts';
import { figure, type TreeNode } from './treeNode.ts';

/** The finished requests that are listed, and how many there are of each outcome. */
export interface ListedRequests {
  /** Newest first, those of the filter alone. */
  readonly nodes: readonly TreeNode[];
  /** Of all that are known, whatever the filter. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Empty: all. */
  readonly filter: readonly Outcome[];
}

/** "Requests": those under way, then the finished ones, newest first, each opening into its spans. */
export function requestNodes(
  { nodes, counts, filter }: ListedRequests,
  running: readonly RunningRequest[],
  nowMs: number,
): TreeNode {
  const total = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  return {
    id: 'requests',
    label: l10n.t('Requests'),
    description: sectionText(total, counts, filter, running.length),
    icon: 'requests',
    tone: 'neutral',
    children: [...running.map((request) => runningNode(request, nowMs)), ...nodes],
    actions: [
      {
        label: l10n.t('Filter requests by outcome'),
        icon: 'filter',
        action: { action: 'filterRequests' },
      },
      ...(filter.length === 0
        ? []
        : [
            {
              label: l10n.t('Show all requests'),
              icon: 'unfilter',
              action: { action: 'showAllRequests' },
            } as const,
          ]),
    ],
  };
}

function sectionText(
  total: number,
  counts: ListedRequests['counts'],
  filter: readonly Outcome[],
  underWay: number,
): string {
  const parts = [
    ...(underWay === 0 ? [] : [l10n.t('{0} under way', formatCount(underWay))]),
    ...(total === 0 ? [] : [finishedText(total, counts, filter)]),
  ];
  return parts.length === 0 ? l10n.t('none yet') : parts.join(' · ');
}

function finishedText(total: number, counts: ListedRequests['counts'], filter: readonly Outcome[]): string {
  const listed = filter.length === 0 ? OUTCOMES : OUTCOMES.filter((outcome) => filter.includes(outcome));
  const texts = listed
    .filter((outcome) => counts[outcome] > 0 || filter.length > 0)
    .map((outcome) => l10n.t('{0} {1}', formatCount(counts[outcome]), outcomeText(outcome)))
    .join(', ');
  return filter.length === 0
    ? l10n.t('last {0}: {1}', formatCount(total), texts)
    : l10n.t('{0} of the last {1}', texts, formatCount(total));
}

function runningNode({ id, scenario, model, startedAtMs, stage }: RunningRequest, nowMs: number): TreeNode {
  const since = formatSince(nowMs - startedAtMs);
  const at = spanLabel(stage);
  return {
    id: `running:${id}`,
    label: scenario,
    description: l10n.t('{0} · {1}', at, since),
    icon: 'running',
    tone: 'neutral',
    tooltip: l10n.t('Request {0} to {1}: under way for {2}, now at “{3}”', id, model, since, at),
  };
}

/** Names a request's row: with its time, since the numbers begin anew in each window while what was open is kept. */
export function requestNodeId({ id, startedAtMs }: RequestRow): string {
  return `request:${id}@${startedAtMs}`;
}

/** One finished request. Without its trace it is a branch whose content is to be asked for. */
export function requestNode(row: RequestRow, trace?: Trace | 'gone'): TreeNode {
  const { icon, tone } = OUTCOME_LOOKS[row.outcome];
  const id = requestNodeId(row);
  const text = outcomeText(row.outcome);
  const outcome = row.outcome === 'fallback' ? l10n.t('{0} ({1})', text, row.tier) : text;
  const total = formatMs(row.totalMs);
  const said = l10n.t('Request {0}: {1}, {2}', row.id, outcome, total);
  return {
    id,
    label: row.scenario,
    description: l10n.t('{0} · {1}', outcome, total),
    icon,
    tone,
    tooltip: row.reason === undefined ? said : `${said}. ${row.reason}`,
    ...contentOf(id, row, trace),
    actions: [{ label: l10n.t('Open trace'), icon: 'trace', action: { action: 'openTrace', id: row.id } }],
  };
}

function contentOf(
  id: string,
  row: RequestRow,
  trace: Trace | 'gone' | undefined,
): Pick<TreeNode, 'children' | 'isPending'> {
  if (trace === undefined)
    return { children: [figure(`${id}/waiting`, l10n.t('Waiting for the trace'), '')], isPending: true };
  return trace === 'gone'
    ? { children: [figure(`${id}/gone`, l10n.t('The trace is not known any more'), '')] }
    : { children: detailNodes(id, row, trace) };
}

function detailNodes(id: string, row: RequestRow, trace: Trace): TreeNode[] {
  const { tone } = OUTCOME_LOOKS[row.outcome];
  return [
    ...(row.reason === undefined ? [] : [figure(`${id}/reason`, l10n.t('Because'), row.reason, tone)]),
    figure(`${id}/tier`, l10n.t('Tier'), row.tier),
    figure(`${id}/model`, l10n.t('Model'), modelLabel({ kind: row.answerer, name: row.model })),
    figure(`${id}/at`, l10n.t('Started'), formatTimeOfDay(row.startedAtMs)),
    ...spanNodes(id, trace),
  ];
}

function spanNodes(requestId: string, trace: Trace): TreeNode[] {
  const rows = spanRows(trace);
  const nodesBelow = (parentKey: string | undefined): TreeNode[] =>
    rows
      .filter((row) => row.parentKey === parentKey)
      .map((row) => spanNode(`${requestId}/span:${row.key}`, row, trace.totalMs, nodesBelow(row.key)));
  const gaps = shortGapsText(trace);
  return [
    ...nodesBelow(undefined),
    ...(gaps === undefined ? [] : [figure(`${requestId}/gaps`, spanLabel('event_loop'), gaps)]),
  ];
}

function spanNode(id: string, span: SpanRow, totalMs: number, below: readonly TreeNode[]): TreeNode {
  const details = span.details.map(({ label, value }) => figure(`${id}/attribute:${label}`, label, value));
  const children = [...details, ...below];
  const duration = formatMs(span.durationMs);
  const time = span.startMs > 0 ? l10n.t('{0} at +{1}', duration, formatMs(span.startMs)) : duration;
  const tone = span.error === undefined ? 'neutral' : 'error';
  return {
    id,
    label: span.label,
    description: span.error === undefined ? time : l10n.t('failed: {0} · {1}', span.error, time),
    icon: span.error === undefined ? 'span' : 'error',
    tone,
    tooltip: l10n.t(
      '{0}: {1}, from {2} to {3} of the request',
      span.label,
      duration,
      formatMs(span.startMs),
      formatMs(span.startMs + span.durationMs),
    ),
    ...(children.length === 0 ? {} : { children, initiallyOpen: below.length > 0 }),
    ...(totalMs > 0 ? { graphic: { type: 'strip', parts: [{ ...placeOf(span, totalMs), tone }] } } : {}),
  };
}

function placeOf({ startMs, durationMs }: SpanRow, totalMs: number): { readonly start: number; readonly end: number } {
  const share = (ms: number): number => Math.min(1, Math.max(0, ms / totalMs));
  return { start: share(startMs), end: share(startMs + durationMs) };
}
