import * as l10n from '@vscode/l10n';
import type { BreakerSnapshot, ClientFigures } from '../core/clientSnapshot.ts';
import { breakerCause, breakerStateText, breakerStateWord } from './breakerText.ts';
import { formatCount, formatCountdown, formatMs, formatShare, formatSince } from './format.ts';
import { modelLabel } from './modelLabel.ts';

/** The status bar item in words. `warning` and `error` are the two backgrounds that VS Code has for it. */
export interface StatusText {
  /** With VS Code's `$(icon)` at its head. */
  readonly text: string;
  /** For screen readers: the same without icons. */
  readonly accessibleText: string;
  /** The tooltip, a table of two columns, plain text. */
  readonly tooltipRows: readonly { readonly label: string; readonly value: string }[];
  readonly tone: 'normal' | 'warning' | 'error';
}

/**
 * What the status bar shows of a client at one moment: the model in use and its breaker.
 *
 * @param nowMs calendar time that the countdown counts from, on the clock of the snapshot's `atMs`.
 */
export function statusText(client: ClientFigures, nowMs: number = client.atMs): StatusText {
  const { model } = client;
  if (model.kind === 'none') {
    return {
      text: `$(circle-slash) ${l10n.t('Planscope: no model')}`,
      accessibleText: l10n.t('Planscope: no local model found'),
      tooltipRows: [
        { label: l10n.t('Model'), value: l10n.t('none found: start one, or the simulator') },
        ...trafficRows(client),
      ],
      tone: 'normal',
    };
  }
  const breaker = client.breakers.find((candidate) => candidate.model === model.name);
  const name = modelLabel(model);
  const { icon, short, tone } = modelLook(model, breaker, nowMs);
  const state = breaker === undefined ? l10n.t('not asked yet') : breakerStateText(breaker, nowMs);
  return {
    text: `$(${icon}) ${name}: ${short}`,
    accessibleText:
      model.loadingSinceAtMs === undefined
        ? l10n.t('Planscope: {0}, circuit breaker {1}', name, state)
        : l10n.t('Planscope: {0}, being loaded', name),
    tooltipRows: [
      { label: l10n.t('Model'), value: model.kind === 'simulator' ? l10n.t('{0}, not a model', name) : name },
      { label: l10n.t('Endpoint'), value: model.endpoint },
      { label: l10n.t('Breaker'), value: state },
      ...(breaker === undefined ? [] : breakerRows(breaker)),
      ...queueRows(client),
      ...trafficRows(client),
    ],
    tone,
  };
}

interface Look {
  readonly icon: string;
  readonly short: string;
  readonly tone: StatusText['tone'];
}

/** A model that is being loaded is neither well nor ill, whatever its breaker says. */
function modelLook(
  { loadingSinceAtMs }: Exclude<ClientFigures['model'], { kind: 'none' }>,
  breaker: BreakerSnapshot | undefined,
  nowMs: number,
): Look {
  if (loadingSinceAtMs !== undefined) {
    return { icon: 'sync~spin', short: l10n.t('loading, {0}', formatSince(nowMs - loadingSinceAtMs)), tone: 'normal' };
  }
  if (breaker === undefined) return { icon: 'circle-outline', short: l10n.t('ready'), tone: 'normal' };
  return breakerLook(breaker, nowMs);
}

function breakerLook(breaker: BreakerSnapshot, nowMs: number): Look {
  const word = breakerStateWord(breaker.state);
  switch (breaker.state) {
    case 'closed':
      return { icon: 'pass', short: word, tone: 'normal' };
    case 'open': {
      const { nextTrialAtMs } = breaker;
      const short =
        nextTrialAtMs === undefined ? word : l10n.t('open, trial {0}', formatCountdown(nextTrialAtMs - nowMs));
      return { icon: 'error', short, tone: 'error' };
    }
    case 'half-open': {
      const { trials } = breaker;
      const progress = trials === undefined ? '' : ` ${trials.succeeded}/${trials.needed}`;
      return { icon: 'warning', short: `${word}${progress}`, tone: 'warning' };
    }
    case 'isolated':
      return { icon: 'circle-slash', short: word, tone: 'warning' };
  }
}

function breakerRows(breaker: BreakerSnapshot): StatusText['tooltipRows'] {
  const cause = breakerCause(breaker);
  return [
    ...(cause === undefined ? [] : [{ label: l10n.t('Because'), value: cause }]),
    {
      label: l10n.t('Failures in a row'),
      value: l10n.t('{0} of {1}', breaker.consecutiveFailures, breaker.failureThreshold),
    },
    { label: l10n.t('Refused'), value: callsText(breaker.refused) },
  ];
}

/** Only while somebody waits: a queue that is empty is no news. */
function queueRows({ queue }: ClientFigures): StatusText['tooltipRows'] {
  if (queue.waiting === 0) return [];
  const value =
    queue.waiting === 1
      ? l10n.t('1 request waiting, {0} at work', queue.running)
      : l10n.t('{0} requests waiting, {1} at work', formatCount(queue.waiting), queue.running);
  return [{ label: l10n.t('Queue'), value }];
}

function trafficRows({ cache, counters, latency }: ClientFigures): StatusText['tooltipRows'] {
  const lookups = cache.hits + cache.misses;
  return [
    { label: l10n.t('Requests'), value: formatCount(counters.requests) },
    { label: l10n.t('Cache hits'), value: lookups === 0 ? l10n.t('no lookup yet') : formatShare(cache.hits, lookups) },
    ...(latency.model.count === 0 ? [] : [{ label: l10n.t('Model p50'), value: formatMs(latency.model.p50Ms) }]),
  ];
}

function callsText(count: number): string {
  return count === 1 ? l10n.t('1 call') : l10n.t('{0} calls', formatCount(count));
}
