import { type Choice, type Criterion, gainOf, meanOf, noiseOf, type Trial } from '../../../src/core/bench/advice.ts';
import { formatNumber } from '../../../src/core/bench/format.ts';
import { breakerSettings } from '../../../src/core/clientSettings.ts';
import type { SettledCall } from '../../../src/core/resilience/breaker.ts';
import { counterfactual } from '../../../src/core/resilience/counterfactual.ts';
import { counterfactualText } from '../../../src/core/resilience/counterfactualText.ts';
import { defaultSettings, type Settings } from '../../../src/core/settings/settings.ts';
import type { Cell } from './cell.ts';
import { SERVICE_TIME_MS, scaledBackMs, scaledBackPerMinute, TIME_SCALE } from './scale.ts';
import { PRESENT, type SettingsRow, settingsText } from './settingsRows.ts';

/** What the advice is made of. */
export interface Tried {
  /** For "Under …". */
  readonly words: string;
  readonly rows: readonly SettingsRow[];
  readonly trials: readonly Trial[];
  readonly criteria: readonly Criterion[];
  readonly choice: Choice;
}

/** On an idle machine timers are late by about a millisecond. */
const BUSY_LATE_MS = 4;

export const QUICK_ADVICE = 'A quick run is too short to advise anything: run the suite in full.';

/** The settings to use and why, in sentences. Figures are scaled back to the model that is stood for. */
export function adviceOf(tried: Tried): readonly string[] {
  const { rows, choice } = tried;
  const best = rows[choice.best];
  if (best === undefined || choice.decidedBy === undefined) return [keepText(tried)];
  return [changeText(tried, best, choice.decidedBy.criterion), ...caveats(best.changes)];
}

function changeText({ words, criteria, ...tried }: Tried, { changes }: SettingsRow, decidedBy: string): string {
  const before = criteria.slice(
    0,
    Math.max(
      0,
      criteria.findIndex(({ name }) => name === decidedBy),
    ),
  );
  const deciding = criteria.find(({ name }) => name === decidedBy);
  const rest = criteria.filter((criterion) => criterion !== deciding && !before.includes(criterion));
  const same = before.map((criterion) => `${beside(tried, criterion)}, no loss worth the name`);
  const decided =
    deciding === undefined
      ? []
      : [`${beside(tried, deciding)} (less than ${noiseText(tried, deciding)} would be noise)`];
  const told = [
    ...same,
    ...decided,
    ...rest.map((criterion) => `${beside(tried, criterion)}${isPrice(tried, criterion) ? ', which is its price' : ''}`),
  ];
  return `Under ${words}, set ${settingsText(changes).join(' and ')}. Compared with the default settings that gave ${told.join('; ')}.`;
}

function keepText({ words, rows, trials, criteria }: Tried): string {
  const [goodput] = criteria;
  if (goodput === undefined) return '';
  const others = rows.map((_, i) => i).filter((i) => i !== PRESENT);
  const runnerUp = others.reduce<number | undefined>(
    (best, i) => (best === undefined || gainOf(trials, goodput, i, best) > 0 ? i : best),
    undefined,
  );
  const label = rows[runnerUp ?? PRESENT]?.label ?? '';
  const figures = beside({ trials, choice: { best: runnerUp ?? PRESENT } }, goodput);
  const noise =
    runnerUp === undefined
      ? ''
      : `, where less than ${noiseText({ trials, choice: { best: runnerUp } }, goodput)} is noise`;
  return `Under ${words}, none of the ${others.length} other choices of settings was better than the default ones by more than noise: the best of them for goodput, ${label}, gave ${figures}${noise}. So no change is advised.`;
}

/** Worse than before by more than noise, though the choice is right by what comes first. */
function isPrice({ trials, choice }: Compared, criterion: Criterion): boolean {
  const gain = gainOf(trials, criterion, choice.best, PRESENT);
  return gain < -noiseOf(trials, criterion, choice.best, PRESENT);
}

function caveats(changes: Partial<Settings>): readonly string[] {
  const limitMs = changes['planscope.deadlines.firstByteMs'];
  if (limitMs === undefined) return [];
  return [
    `planscope.deadlines.firstByteMs ${limitMs} is right only for a model that is loaded, and has read its prompt, within ${limitMs / 1_000} s; a cold start that takes longer would fail.`,
  ];
}

/** That the machine had too much else to do for the figures to be good; nothing where it had not. */
export function busyText(rows: readonly { readonly cells: readonly Cell[] }[]): readonly string[] {
  const lateMs = meanOf(rows.flatMap(({ cells }) => cells.map((cell) => cell.lateMs)));
  if (lateMs <= BUSY_LATE_MS) return [];
  return [
    `This machine was busy: requests went out ${formatNumber(lateMs)} ms late on average, so the figures are worse, and the noise is larger, than they need be. Run the suite again when it is idle.`,
  ];
}

/** What the figures of the advice stand for. */
export function scaleText(): string {
  return `Measured with a simulator that answers in ${SERVICE_TIME_MS} ms and with waits ${TIME_SCALE} times shorter than these settings say, which stands for a model that answers in ${(SERVICE_TIME_MS * TIME_SCALE) / 1_000} s; times and rates here are scaled back. Not scaled: the limit for connecting, timers below 1 ms, and the one retry that the budget gets back every ten seconds.`;
}

type Compared = Pick<Tried, 'trials' | 'choice'>;

/** "13.1 plans of the model a minute instead of 12.4". */
function beside({ trials, choice }: Compared, { name }: Criterion): string {
  const mean = (row: number): number => meanOf(trials[row]?.figures[name] ?? []);
  const [own, present] = [mean(choice.best), mean(PRESENT)];
  switch (name) {
    case 'goodput':
      return `${perMinute(own)} plans of the model a minute instead of ${perMinute(present)}`;
    case 'wasted':
      return `${formatNumber(Math.round(own))} tokens in vain per request instead of ${formatNumber(Math.round(present))}`;
    default:
      return `back ${seconds(own)} after the server instead of ${seconds(present)}`;
  }
}

function noiseText({ trials, choice }: Compared, criterion: Criterion): string {
  const noise = noiseOf(trials, criterion, choice.best, PRESENT);
  switch (criterion.name) {
    case 'goodput':
      return perMinute(noise);
    case 'wasted':
      return formatNumber(Math.round(noise));
    default:
      return seconds(noise);
  }
}

function perMinute(perSecond: number): string {
  return scaledBackPerMinute(perSecond).toFixed(1);
}

function seconds(measuredMs: number): string {
  return `${formatNumber(Math.round(scaledBackMs(measuredMs) / 1_000))} s`;
}

/** What other breaker settings would have made of the calls recorded in one cell with the default settings. */
export function whatIf({ calls, elapsedMs }: Cell, { changes }: SettingsRow): string {
  // Scaled back, so that the settings are the very ones that a user would set.
  const recorded = calls.map(
    (call): SettledCall => ({
      ...call,
      startMs: scaledBackMs(call.startMs),
      endMs: scaledBackMs(call.endMs),
      durationMs: scaledBackMs(call.durationMs),
    }),
  );
  const present = breakerSettings(defaultSettings());
  const other = breakerSettings({ ...defaultSettings(), ...changes });
  const result = counterfactual(recorded, present, other, scaledBackMs(elapsedMs));
  return `What if: of the ${result.calls} calls recorded with the default settings, ${counterfactualText(result, settingsText(ofBreaker(changes)).join(' with '))}`;
}

/** Whether the row has another breaker than the default settings. */
export function hasOtherBreaker({ changes }: SettingsRow): boolean {
  return Object.keys(ofBreaker(changes)).length > 0;
}

function ofBreaker(changes: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(changes).filter(([key]) => key.startsWith('planscope.breaker.')));
}
