import * as l10n from '@vscode/l10n';
import type { BreakerSnapshot, ClientFigures } from '../core/clientSnapshot.ts';
import { breakerCause, breakerStateText } from './breakerText.ts';
import { formatCount, formatMs, formatShare, formatTimeOfDay } from './format.ts';
import { modelCallsText } from './modelCallsText.ts';
import { modelLabel } from './modelLabel.ts';
import { type ConnectionLook, lookBeforeAModel, noModel } from './statusBefore.ts';
import { withoutIcons } from './withoutIcons.ts';

/** A command of the editor's, as the tooltip offers it. */
export interface StatusCommand {
  readonly command: string;
  readonly title: string;
  readonly args?: readonly unknown[];
}

/** The status bar item in words. `warning` and `error` are the two backgrounds that VS Code has for it. */
export interface StatusText {
  /** With VS Code's `$(icon)` at its head. */
  readonly text: string;
  /** For screen readers: the same in a sentence, without icons, and without anything that changes by time alone. */
  readonly accessibleText: string;
  /** The tooltip, a table of two columns, plain text. */
  readonly tooltipRows: readonly { readonly label: string; readonly value: string }[];
  /** What can be done now, for the foot of the tooltip. */
  readonly commands: readonly StatusCommand[];
  /** A background is for what the user can do something about. */
  readonly tone: 'normal' | 'warning' | 'error';
}

/** What the editor knows beside its client. */
export interface StatusContext {
  /** How far the search for a model server is; see `ModelConnection`. */
  readonly connection: ConnectionLook;
  /** The window's own simulator runs. */
  readonly isSimulatorRunning: boolean;
}

/**
 * What the status bar shows of a client at one moment: the model in use and its breaker.
 *
 * @param nowMs calendar time that the countdown counts from, on the clock of the snapshot's `atMs`.
 */
export function statusText(client: ClientFigures, context: StatusContext, nowMs: number = client.atMs): StatusText {
  const { model } = client;
  const commands = commandsFor(client, context);
  const before = lookBeforeAModel(context.connection) ?? (model.kind === 'none' ? noModel() : undefined);
  if (model.kind === 'none' || before !== undefined) {
    const { icon, text, accessibleText, row } = before ?? noModel();
    return {
      text: `$(${icon}) ${text}`,
      accessibleText,
      tooltipRows: [{ label: l10n.t('Model'), value: row }, ...trafficRows(client)],
      commands,
      tone: 'normal',
    };
  }
  const breaker = breakerOf(client);
  const name = modelLabel(model);
  const { icon, short, tone } = modelLook(model, breaker, nowMs);
  return {
    text: `$(${icon}) ${barName(name)}: ${short}`,
    accessibleText: spoken(name, model, breaker),
    tooltipRows: [
      { label: l10n.t('Model'), value: model.kind === 'simulator' ? l10n.t('{0}, not a model', name) : name },
      { label: l10n.t('Endpoint'), value: model.endpoint },
      { label: l10n.t('Breaker'), value: breaker === undefined ? l10n.t('not asked yet') : steadyStateText(breaker) },
      ...(breaker === undefined ? [] : breakerRows(breaker)),
      ...queueRows(client),
      ...trafficRows(client),
    ],
    commands,
    tone,
  };
}

function breakerOf({ model, breakers }: ClientFigures): BreakerSnapshot | undefined {
  return model.kind === 'none' ? undefined : breakers.find((candidate) => candidate.model === model.name);
}

/** The commands that make sense now: to see more, to mend what is wrong, to change what is asked. */
function commandsFor(client: ClientFigures, { connection, isSimulatorRunning }: StatusContext): StatusCommand[] {
  const breaker = breakerOf(client);
  const isWell = connection === 'connected' && (breaker === undefined || breaker.state === 'closed');
  const commands: StatusCommand[] = [{ command: 'planscope.openDashboard', title: l10n.t('Open Dashboard') }];
  if (connection === 'connected' && breaker !== undefined && breaker.state !== 'closed') {
    commands.push({ command: 'planscope.resetBreaker', title: l10n.t('Reset Circuit Breaker'), args: [breaker.model] });
  }
  if (connection !== 'looking') {
    if (connection !== 'idle') commands.push({ command: 'planscope.checkModel', title: l10n.t('Check Local Model') });
    commands.push({ command: 'planscope.findModel', title: l10n.t('Find Local Model') });
  }
  if (isSimulatorRunning) commands.push({ command: 'planscope.stopSimulator', title: l10n.t('Stop Simulator') });
  else if (!isWell) commands.push({ command: 'planscope.startSimulator', title: l10n.t('Start Simulator') });
  commands.push({
    command: 'workbench.action.openSettings',
    title: l10n.t('Open Settings'),
    args: ['@ext:planscope.planscope'],
  });
  return commands;
}

/** A longer name would push the other items out of a status bar. */
const MAX_NAME_CHARS = 32;

/** A name as it stands in the bar: of bounded length, and no icon of its own. */
function barName(name: string): string {
  const short = name.length > MAX_NAME_CHARS ? `${name.slice(0, MAX_NAME_CHARS - 1)}…` : name;
  return withoutIcons(short);
}

type Model = Exclude<ClientFigures['model'], { kind: 'none' }>;

/** Said once for each state: a reader on the item would hear a countdown every second. */
function spoken(name: string, { loadingSinceAtMs }: Model, breaker: BreakerSnapshot | undefined): string {
  if (loadingSinceAtMs !== undefined) return l10n.t('Planscope: {0}, being loaded', name);
  if (breaker === undefined) return l10n.t('Planscope: {0}, not asked yet', name);
  return l10n.t('Planscope: {0}, circuit breaker {1}', name, steadyStateText(breaker));
}

/** A breaker's state with the time of day at which it goes on: words that hold until then. */
function steadyStateText(breaker: BreakerSnapshot): string {
  if (breaker.state === 'open' && breaker.nextTrialAtMs !== undefined) {
    return l10n.t('open, next trial at {0}', formatTimeOfDay(breaker.nextTrialAtMs));
  }
  return breakerStateText(breaker, 0);
}

interface Look {
  readonly icon: string;
  readonly short: string;
  readonly tone: StatusText['tone'];
}

/** A model that is being loaded is neither well nor ill, whatever its breaker says. */
function modelLook({ loadingSinceAtMs }: Model, breaker: BreakerSnapshot | undefined, nowMs: number): Look {
  if (loadingSinceAtMs !== undefined) {
    return {
      icon: 'sync~spin',
      short: l10n.t('loading, {0}', formatSteady(nowMs - loadingSinceAtMs, 'down')),
      tone: 'normal',
    };
  }
  if (breaker === undefined) return { icon: 'circle-outline', short: l10n.t('ready'), tone: 'normal' };
  return breakerLook(breaker, nowMs);
}

function breakerLook(breaker: BreakerSnapshot, nowMs: number): Look {
  switch (breaker.state) {
    case 'closed':
      return { icon: 'pass', short: l10n.t('closed'), tone: 'normal' };
    case 'open':
      return { icon: 'error', short: openText(breaker, nowMs), tone: 'error' };
    case 'half-open': {
      const { trials } = breaker;
      // It mends itself or opens again: nothing that anybody has to do.
      const short =
        trials === undefined ? l10n.t('half-open') : l10n.t('half-open {0}/{1}', trials.succeeded, trials.needed);
      return { icon: 'warning', short, tone: 'normal' };
    }
    case 'isolated':
      return { icon: 'circle-slash', short: l10n.t('isolated'), tone: 'warning' };
  }
}

function openText({ nextTrialAtMs }: BreakerSnapshot, nowMs: number): string {
  if (nextTrialAtMs === undefined) return l10n.t('open');
  const remainingMs = nextTrialAtMs - nowMs;
  return remainingMs <= 0 ? l10n.t('open, trial now') : l10n.t('open, trial in {0}', formatSteady(remainingMs, 'up'));
}

/** Stands where a digit does not, as wide as one. */
const FIGURE_SPACE = '\u2007';

/** A time that counts, always as wide: seconds in two places, and whole minutes above them, which change once a minute. */
function formatSteady(ms: number, round: 'up' | 'down'): string {
  const whole = (units: number): number => Math.max(0, round === 'up' ? Math.ceil(units) : Math.floor(units));
  const seconds = whole(ms / 1000);
  if (seconds < 60) return `${String(seconds).padStart(2, FIGURE_SPACE)} s`;
  return `${whole(ms / 60_000)} min`;
}

function breakerRows(breaker: BreakerSnapshot): StatusText['tooltipRows'] {
  const cause = breakerCause(breaker);
  return [
    ...(cause === undefined ? [] : [{ label: l10n.t('Because'), value: cause }]),
    {
      label: l10n.t('Failures in a row'),
      value: l10n.t('{0} of {1}', breaker.consecutiveFailures, breaker.failureThreshold),
    },
    { label: l10n.t('Refused'), value: modelCallsText(breaker.refused) },
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
