import * as l10n from '@vscode/l10n';
import type { BreakerSnapshot, ClientFigures } from '../../core/clientSnapshot.ts';
import type { BreakerTransition } from '../../core/resilience/breakerTimeline.ts';
import { breakerCause, breakerStateText, breakerStateWord, breakerTone, trialsText } from '../breakerText.ts';
import { formatCount, formatCountdown, formatPercent, formatSince, formatTimeOfDay } from '../format.ts';
import { modelCallsText } from '../modelCallsText.ts';
import { modelLabel } from '../modelLabel.ts';
import { type BreakerStretch, breakerStretches, shareOf } from './breakerStrip.ts';
import { figure, type NodeAction, type TreeNode } from './treeNode.ts';

/** Why there may be no model. */
export type Absence = 'looking' | 'restricted' | 'none found';

/** "Models": where plans come from, and the breaker of every model that was asked. */
export function modelNodes(client: ClientFigures, absence: Absence, nowMs: number): TreeNode {
  const { model, breakers } = client;
  const current = model.kind === 'none' ? undefined : model;
  const about = current === undefined ? [] : currentNodes(current, client.queue, nowMs);
  const children = breakers.map((breaker) => breakerNode(breaker, current, about, nowMs));
  if (current !== undefined && !breakers.some((breaker) => breaker.model === current.name)) {
    children.unshift({
      id: `breaker:${current.name}`,
      label: modelLabel(current),
      description: l10n.t('not asked yet'),
      icon: 'breaker-closed',
      tone: 'neutral',
      children: about,
      initiallyOpen: true,
    });
  }
  return {
    id: 'models',
    label: l10n.t('Models'),
    description: current !== undefined ? modelLabel(current) : absenceText(absence),
    icon: 'model',
    tone: current === undefined && absence === 'none found' ? 'warning' : 'neutral',
    children,
    initiallyOpen: true,
    actions: [
      simulatorAction(client),
      { label: l10n.t('Look for a model again'), icon: 'refresh', action: { action: 'discover' } },
    ],
  };
}

function simulatorAction(client: ClientFigures): NodeAction {
  return client.model.kind === 'simulator'
    ? { label: l10n.t('Stop simulator'), icon: 'stop', action: { action: 'stopSimulator' } }
    : { label: l10n.t('Start simulator'), icon: 'play', action: { action: 'startSimulator' } };
}

type CurrentModel = Exclude<ClientFigures['model'], { readonly kind: 'none' }>;

const DIALECT_TEXTS = {
  ollama: 'Ollama',
  'llama.cpp': 'llama.cpp',
  openai: 'OpenAI-compatible',
} as const satisfies Record<CurrentModel['dialect'], string>;

function rungText(rung: CurrentModel['rung']): { readonly short: string; readonly long: string } {
  switch (rung) {
    case 'schema':
      return {
        short: l10n.t('JSON schema'),
        long: l10n.t('The server holds the model’s answers to a JSON schema of the tools'),
      };
    case 'grammar':
      return {
        short: l10n.t('grammar'),
        long: l10n.t('The server holds the model’s answers to a grammar of the tools'),
      };
    case 'json':
      return { short: l10n.t('any JSON'), long: l10n.t('The server holds the model’s answers to JSON, of any form') };
    case 'text':
      return { short: l10n.t('none, free text'), long: l10n.t('The server holds the model’s answers to nothing') };
  }
}

/** What is known of the server that is asked now. */
function currentNodes(current: CurrentModel, queue: ClientFigures['queue'], nowMs: number): TreeNode[] {
  const id = `breaker:${current.name}`;
  const { endpoint, dialect, rung, loadingSinceAtMs } = current;
  const running = formatCount(queue.running);
  const slots = formatCount(queue.maxConcurrent);
  return [
    ...(loadingSinceAtMs === undefined
      ? []
      : [
          figure(
            `${id}/loading`,
            l10n.t('Being loaded'),
            l10n.t('for {0}', formatSince(nowMs - loadingSinceAtMs)),
            'warning',
          ),
        ]),
    { id: `${id}/endpoint`, label: l10n.t('Endpoint'), description: endpoint, icon: 'endpoint', tone: 'neutral' },
    figure(`${id}/dialect`, l10n.t('Dialect'), DIALECT_TEXTS[dialect]),
    { ...figure(`${id}/rung`, l10n.t('Structured output'), rungText(rung).short), tooltip: rungText(rung).long },
    figure(
      `${id}/queue`,
      l10n.t('Queue'),
      queue.waiting === 0
        ? l10n.t('{0} of {1} at work, nobody waits', running, slots)
        : l10n.t('{0} of {1} at work, {2} waiting', running, slots, formatCount(queue.waiting)),
    ),
    ...(queue.refused === 0
      ? []
      : [
          figure(
            `${id}/queue-refused`,
            l10n.t('Queue was full'),
            queue.refused === 1 ? l10n.t('1 time') : l10n.t('{0} times', formatCount(queue.refused)),
            'warning',
          ),
        ]),
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
  const stretches = breakerStretches(breaker, nowMs);
  return {
    id,
    label: isCurrent ? modelLabel(current) : breaker.model,
    description: state,
    icon: `breaker-${breaker.state}`,
    tone: breakerTone(breaker.state),
    tooltip: [
      l10n.t('Circuit breaker of {0}: {1}', breaker.model, state),
      ...(cause === undefined ? [] : [cause]),
      stripText(stretches),
    ].join('. '),
    graphic: { type: 'strip', parts: stretches },
    children: [
      ...(cause === undefined ? [] : [figure(`${id}/cause`, l10n.t('Because'), cause)]),
      ...waitingNodes(id, breaker, nowMs),
      ...(isCurrent ? about : []),
      figure(
        `${id}/in-a-row`,
        l10n.t('Failures in a row'),
        l10n.t('{0} of {1}', breaker.consecutiveFailures, breaker.failureThreshold),
        breaker.consecutiveFailures > 0 ? 'warning' : 'neutral',
      ),
      figure(`${id}/succeeded`, l10n.t('Succeeded'), modelCallsText(breaker.successes)),
      figure(`${id}/failed`, l10n.t('Failed'), modelCallsText(breaker.failures)),
      figure(`${id}/refused`, l10n.t('Refused'), modelCallsText(breaker.refused)),
      timelineNode(id, breaker.timeline, stretches),
    ],
    initiallyOpen: isCurrent || breaker.state !== 'closed',
    actions: [
      {
        label: l10n.t('Reset circuit breaker'),
        icon: 'reset',
        action: { action: 'resetBreaker', model: breaker.model },
      },
      ...(breaker.state === 'isolated'
        ? []
        : [
            {
              label: l10n.t('Isolate circuit breaker'),
              icon: 'isolate',
              action: { action: 'isolateBreaker', model: breaker.model },
            } as const,
          ]),
    ],
  };
}

function waitingNodes(id: string, breaker: BreakerSnapshot, nowMs: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  if (breaker.nextTrialAtMs !== undefined) {
    const countdown = formatCountdown(breaker.nextTrialAtMs - nowMs);
    nodes.push(figure(`${id}/next-trial`, l10n.t('Next trial'), countdown, 'warning'));
  }
  if (breaker.trials !== undefined) {
    const text = l10n.t('{0} running, {1}', formatCount(breaker.trials.running), trialsText(breaker.trials));
    nodes.push(figure(`${id}/trials`, l10n.t('Trials'), text, 'warning'));
  }
  return nodes;
}

function absenceText(absence: Absence): string {
  switch (absence) {
    case 'looking':
      return l10n.t('looking');
    case 'restricted':
      return l10n.t('restricted');
    case 'none found':
      return l10n.t('none found');
  }
}

function stripText(stretches: readonly BreakerStretch[]): string {
  return l10n.t(
    'Of the last 10 minutes closed {0}, open {1}, half-open {2}',
    formatPercent(shareOf(stretches, 'closed')),
    formatPercent(shareOf(stretches, 'open')),
    formatPercent(shareOf(stretches, 'half-open')),
  );
}

function timelineNode(
  id: string,
  timeline: readonly BreakerTransition[],
  stretches: readonly BreakerStretch[],
): TreeNode {
  const seen = new Map<string, number>();
  const children = timeline.map((transition): TreeNode => {
    const key = `${id}/timeline/${transition.atMs}:${transition.to}`;
    const repeat = (seen.get(key) ?? 0) + 1;
    seen.set(key, repeat);
    return {
      id: repeat === 1 ? key : `${key}:${repeat}`,
      label: `${breakerStateWord(transition.from)} → ${breakerStateWord(transition.to)}`,
      description: `${formatTimeOfDay(transition.atMs)} · ${transition.cause}`,
      icon: `breaker-${transition.to}`,
      tone: breakerTone(transition.to),
    };
  });
  const { length } = children;
  const description =
    length === 0
      ? l10n.t('no change yet')
      : length === 1
        ? l10n.t('1 change')
        : l10n.t('{0} changes', formatCount(length));
  return {
    id: `${id}/timeline`,
    label: l10n.t('Timeline'),
    description,
    tooltip: stripText(stretches),
    icon: 'timeline',
    tone: 'neutral',
    children: children.reverse(),
  };
}
