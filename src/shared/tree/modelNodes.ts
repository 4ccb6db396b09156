import type { BreakerSnapshot, ClientSnapshot } from '../../core/clientSnapshot.ts';
import type { BreakerTransition } from '../../core/resilience/breakerTimeline.ts';
import { breakerCause, breakerStateText, breakerTone, trialsText } from '../breakerText.ts';
import { formatCount, formatCountdown, formatPlural, formatSince, formatTimeOfDay } from '../format.ts';
import { modelLabel } from '../modelLabel.ts';
import { figure, type NodeAction, type TreeNode } from './treeNode.ts';

/** Why there may be no model. */
export type Absence = 'looking' | 'restricted' | 'none found';

/** "Models": where plans come from, and the breaker of every model that was asked. */
export function modelNodes(client: ClientSnapshot, absence: Absence, nowMs: number): TreeNode {
  const { model, breakers } = client;
  const current = model.kind === 'none' ? undefined : model;
  const about = current === undefined ? [] : currentNodes(current, client.queue, nowMs);
  const children = breakers.map((breaker) => breakerNode(breaker, current, about, nowMs));
  if (current !== undefined && !breakers.some((breaker) => breaker.model === current.name)) {
    children.unshift({
      id: `breaker:${current.name}`,
      label: modelLabel(current),
      description: 'not asked yet',
      icon: 'breaker-closed',
      tone: 'neutral',
      children: about,
      initiallyOpen: true,
    });
  }
  return {
    id: 'models',
    label: 'Models',
    description: current !== undefined ? modelLabel(current) : absence,
    icon: 'model',
    tone: current === undefined && absence === 'none found' ? 'warning' : 'neutral',
    children,
    initiallyOpen: true,
    actions: [simulatorAction(client), LOOK_AGAIN],
  };
}

const LOOK_AGAIN = {
  label: 'Look for a model again',
  icon: 'refresh',
  action: { action: 'discover' },
} as const satisfies NodeAction;

function simulatorAction(client: ClientSnapshot): NodeAction {
  return client.model.kind === 'simulator'
    ? { label: 'Stop simulator', icon: 'stop', action: { action: 'stopSimulator' } }
    : { label: 'Start simulator', icon: 'play', action: { action: 'startSimulator' } };
}

type CurrentModel = Exclude<ClientSnapshot['model'], { readonly kind: 'none' }>;

const DIALECT_TEXTS = {
  ollama: 'Ollama',
  'llama.cpp': 'llama.cpp',
  openai: 'OpenAI-compatible',
} as const satisfies Record<CurrentModel['dialect'], string>;

const RUNG_TEXTS = {
  schema: { short: 'JSON schema', long: 'The server holds the model’s answers to a JSON schema of the tools' },
  grammar: { short: 'grammar', long: 'The server holds the model’s answers to a grammar of the tools' },
  json: { short: 'any JSON', long: 'The server holds the model’s answers to JSON, of any form' },
  text: { short: 'none, free text', long: 'The server holds the model’s answers to nothing' },
} as const satisfies Record<CurrentModel['rung'], { readonly short: string; readonly long: string }>;

/** What is known of the server that is asked now. */
function currentNodes(current: CurrentModel, queue: ClientSnapshot['queue'], nowMs: number): TreeNode[] {
  const id = `breaker:${current.name}`;
  const { endpoint, dialect, rung, loadingSinceAtMs } = current;
  const waiting = queue.waiting === 0 ? 'nobody waits' : `${formatCount(queue.waiting)} waiting`;
  return [
    ...(loadingSinceAtMs === undefined
      ? []
      : [figure(`${id}/loading`, 'Being loaded', `for ${formatSince(nowMs - loadingSinceAtMs)}`, 'warning')]),
    { id: `${id}/endpoint`, label: 'Endpoint', description: endpoint, icon: 'endpoint', tone: 'neutral' },
    figure(`${id}/dialect`, 'Dialect', DIALECT_TEXTS[dialect]),
    { ...figure(`${id}/rung`, 'Structured output', RUNG_TEXTS[rung].short), tooltip: RUNG_TEXTS[rung].long },
    figure(`${id}/queue`, 'Queue', `${queue.running} of ${queue.maxConcurrent} at work, ${waiting}`),
    ...(queue.refused === 0
      ? []
      : [figure(`${id}/queue-refused`, 'Queue was full', formatPlural(queue.refused, 'time'), 'warning')]),
  ];
}

function breakerNode(
  breaker: BreakerSnapshot,
  current: CurrentModel | undefined,
  about: readonly TreeNode[],
  nowMs: number,
): TreeNode {
  const id = `breaker:${breaker.model}`;
  const isCurrent = current?.name === breaker.model;
  const state = breakerStateText(breaker, nowMs);
  const cause = breakerCause(breaker);
  return {
    id,
    label: isCurrent ? modelLabel(current) : breaker.model,
    description: state,
    icon: `breaker-${breaker.state}`,
    tone: breakerTone(breaker.state),
    tooltip: `Circuit breaker of ${breaker.model}: ${state}${cause === undefined ? '' : `. ${cause}`}`,
    children: [
      ...(cause === undefined ? [] : [figure(`${id}/cause`, 'Because', cause)]),
      ...waitingNodes(id, breaker, nowMs),
      ...(isCurrent ? about : []),
      figure(
        `${id}/in-a-row`,
        'Failures in a row',
        `${breaker.consecutiveFailures} of ${breaker.failureThreshold}`,
        breaker.consecutiveFailures > 0 ? 'warning' : 'neutral',
      ),
      figure(`${id}/succeeded`, 'Succeeded', formatPlural(breaker.successes, 'call')),
      figure(`${id}/failed`, 'Failed', formatPlural(breaker.failures, 'call')),
      figure(`${id}/refused`, 'Refused', formatPlural(breaker.refused, 'call')),
      timelineNode(id, breaker.timeline),
    ],
    initiallyOpen: isCurrent || breaker.state !== 'closed',
    actions: [
      { label: 'Reset circuit breaker', icon: 'reset', action: { action: 'resetBreaker', model: breaker.model } },
    ],
  };
}

function waitingNodes(id: string, breaker: BreakerSnapshot, nowMs: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  if (breaker.nextTrialAtMs !== undefined) {
    const countdown = formatCountdown(breaker.nextTrialAtMs - nowMs);
    nodes.push(figure(`${id}/next-trial`, 'Next trial', countdown, 'warning'));
  }
  if (breaker.trials !== undefined) {
    const text = `${formatCount(breaker.trials.running)} running, ${trialsText(breaker.trials)}`;
    nodes.push(figure(`${id}/trials`, 'Trials', text, 'warning'));
  }
  return nodes;
}

function timelineNode(id: string, timeline: readonly BreakerTransition[]): TreeNode {
  const seen = new Map<string, number>();
  const children = timeline.map((transition): TreeNode => {
    const key = `${id}/timeline/${transition.atMs}:${transition.to}`;
    const repeat = (seen.get(key) ?? 0) + 1;
    seen.set(key, repeat);
    return {
      id: repeat === 1 ? key : `${key}:${repeat}`,
      label: `${transition.from} → ${transition.to}`,
      description: `${formatTimeOfDay(transition.atMs)} · ${transition.cause}`,
      icon: `breaker-${transition.to}`,
      tone: breakerTone(transition.to),
    };
  });
  const description = children.length === 0 ? 'no change yet' : formatPlural(children.length, 'change');
  return {
    id: `${id}/timeline`,
    label: 'Timeline',
    description,
    icon: 'timeline',
    tone: 'neutral',
    children: children.reverse(),
  };
}
