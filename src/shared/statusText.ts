import type { BreakerSnapshot, ClientFigures } from '../core/clientSnapshot.ts';
import { breakerCause, breakerStateText } from './breakerText.ts';
import { formatCount, formatCountdown, formatMs, formatPlural, formatShare, formatSince } from './format.ts';
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
      text: '$(circle-slash) Planscope: no model',
      accessibleText: 'Planscope: no local model found',
      tooltipRows: [{ label: 'Model', value: 'none found: start one, or the simulator' }, ...trafficRows(client)],
      tone: 'normal',
    };
  }
  const breaker = client.breakers.find((candidate) => candidate.model === model.name);
  const name = modelLabel(model);
  const { icon, short, tone } = modelLook(model, breaker, nowMs);
  const state = breaker === undefined ? 'not asked yet' : breakerStateText(breaker, nowMs);
  const isLoading = model.loadingSinceAtMs !== undefined;
  return {
    text: `$(${icon}) ${name}: ${short}`,
    accessibleText: `Planscope: ${name}, ${isLoading ? 'being loaded' : `circuit breaker ${state}`}`,
    tooltipRows: [
      { label: 'Model', value: model.kind === 'simulator' ? `${name}, not a model` : name },
      { label: 'Endpoint', value: model.endpoint },
      { label: 'Breaker', value: state },
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

const IDLE: Look = { icon: 'circle-outline', short: 'ready', tone: 'normal' };

/** A model that is being loaded is neither well nor ill, whatever its breaker says. */
function modelLook(
  { loadingSinceAtMs }: Exclude<ClientFigures['model'], { kind: 'none' }>,
  breaker: BreakerSnapshot | undefined,
  nowMs: number,
): Look {
  if (loadingSinceAtMs !== undefined) {
    return { icon: 'sync~spin', short: `loading, ${formatSince(nowMs - loadingSinceAtMs)}`, tone: 'normal' };
  }
  return breaker === undefined ? IDLE : breakerLook(breaker, nowMs);
}

function breakerLook(breaker: BreakerSnapshot, nowMs: number): Look {
  switch (breaker.state) {
    case 'closed':
      return { icon: 'pass', short: 'closed', tone: 'normal' };
    case 'open': {
      const { nextTrialAtMs } = breaker;
      const wait = nextTrialAtMs === undefined ? '' : `, trial ${formatCountdown(nextTrialAtMs - nowMs)}`;
      return { icon: 'error', short: `open${wait}`, tone: 'error' };
    }
    case 'half-open': {
      const { trials } = breaker;
      const progress = trials === undefined ? '' : ` ${trials.succeeded}/${trials.needed}`;
      return { icon: 'warning', short: `half-open${progress}`, tone: 'warning' };
    }
    case 'isolated':
      return { icon: 'circle-slash', short: 'isolated', tone: 'warning' };
  }
}

function breakerRows(breaker: BreakerSnapshot): StatusText['tooltipRows'] {
  const cause = breakerCause(breaker);
  return [
    ...(cause === undefined ? [] : [{ label: 'Because', value: cause }]),
    { label: 'Failures in a row', value: `${breaker.consecutiveFailures} of ${breaker.failureThreshold}` },
    { label: 'Refused', value: formatPlural(breaker.refused, 'call') },
  ];
}

/** Only while somebody waits: a queue that is empty is no news. */
function queueRows({ queue }: ClientFigures): StatusText['tooltipRows'] {
  if (queue.waiting === 0) return [];
  return [{ label: 'Queue', value: `${formatPlural(queue.waiting, 'request')} waiting, ${queue.running} at work` }];
}

function trafficRows({ cache, counters, latency }: ClientFigures): StatusText['tooltipRows'] {
  const lookups = cache.hits + cache.misses;
  return [
    { label: 'Requests', value: formatCount(counters.requests) },
    { label: 'Cache hits', value: lookups === 0 ? 'no lookup yet' : formatShare(cache.hits, lookups) },
    ...(latency.model.count === 0 ? [] : [{ label: 'Model p50', value: formatMs(latency.model.p50Ms) }]),
  ];
}
