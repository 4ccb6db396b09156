import * as l10n from '@vscode/l10n';
import type { Block, CaseResult, Environment, Interval, ModelIdentity } from '../core/bench/report.ts';
import { cumulativeOf, timeAt } from './cumulative.ts';
import { formatCount, formatNs, formatPercent } from './format.ts';

/** A fact for a list of them. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** "8.10–8.44 µs", "950 ns–1.20 µs". */
export function intervalText([low, high]: Interval): string {
  const [figure, unit] = formatNs(low).split(' ', 2);
  const end = formatNs(high);
  return unit !== undefined && figure !== undefined && end.endsWith(` ${unit}`)
    ? `${figure}–${end}`
    : `${formatNs(low)}–${end}`;
}

/** How a case was measured, in words: samples, outliers, the end of sampling, and what its time is made of. */
export function measurementFacts(result: CaseResult): Fact[] {
  const { outliers, ended, yardstick, blocks } = result;
  const processes = processesText(blocks ?? []);
  return [
    { label: l10n.t('Samples'), value: samplesText(result) },
    ...(outliers === undefined ? [] : [{ label: l10n.t('Outliers'), value: outliersText(outliers) }]),
    ...(ended === undefined ? [] : [{ label: l10n.t('Sampling ended'), value: endedText(ended) }]),
    ...(yardstick === undefined ? [] : [{ label: l10n.t('Time is made of'), value: yardstickText(yardstick) }]),
    ...(processes === undefined ? [] : [{ label: l10n.t('Processes'), value: processes }]),
    ...(blocks === undefined || blocks.length === 0
      ? []
      : [{ label: l10n.t('Stretches'), value: stretchesText(blocks) }]),
  ];
}

function endedText(ended: NonNullable<CaseResult['ended']>): string {
  return ended === 'narrow'
    ? l10n.t('because p50 was known to 1 %, in each process by itself')
    : l10n.t('because the most that a case may take was reached');
}

function yardstickText(yardstick: NonNullable<CaseResult['yardstick']>): string {
  return yardstick === 'machine'
    ? l10n.t('work: comparisons divide by the machine’s pace')
    : l10n.t('waiting: comparisons take it as it is');
}

function samplesText({ samples, batch }: CaseResult): string {
  if (batch !== 1) return l10n.t('{0}, each the mean of {1} calls', formatCount(samples), formatCount(batch));
  return samples === 1 ? l10n.t('1 single call') : l10n.t('{0} single calls', formatCount(samples));
}

function outliersText({ mild, severe }: NonNullable<CaseResult['outliers']>): string {
  if (mild > 0 && severe > 0) {
    return l10n.t('{0} mild, {1} severe outliers, kept', formatCount(mild), formatCount(severe));
  }
  if (mild > 0) {
    return mild === 1 ? l10n.t('1 mild outlier, kept') : l10n.t('{0} mild outliers, kept', formatCount(mild));
  }
  if (severe > 0) {
    return severe === 1 ? l10n.t('1 severe outlier, kept') : l10n.t('{0} severe outliers, kept', formatCount(severe));
  }
  return l10n.t('none');
}

/** "5, their medians 8.10–9.44 µs"; undefined of a single one, and of times that are none. */
function processesText(blocks: readonly Block[]): string | undefined {
  const processes = [...new Set(blocks.map(({ process = 0 }) => process))];
  if (processes.length < 2) return undefined;
  const medians = processes.flatMap((process) => {
    const ofProcess = blocks.filter((block) => (block.process ?? 0) === process);
    return timeAt(cumulativeOf(ofProcess), 0.5) ?? [];
  });
  if (medians.length === 0) return undefined;
  const range = intervalText([Math.min(...medians), Math.max(...medians)]);
  return l10n.t('{0}, their medians {1}', formatCount(processes.length), range);
}

function stretchesText(blocks: readonly Block[]): string {
  const paces = blocks.flatMap(({ paceNs }) => (paceNs !== null && paceNs > 0 ? [paceNs] : []));
  if (paces.length < 2) return formatCount(blocks.length);
  const slowest = Math.max(...paces) / Math.min(...paces) - 1;
  return l10n.t(
    '{0}; between them the machine’s pace differed by up to {1}',
    formatCount(blocks.length),
    formatPercent(slowest),
  );
}

/** "Reading the clock costs 42.0 ns, its step is 1.00 ns". */
export function timerText({ stepNs, costNs }: NonNullable<Environment['timer']>): string {
  const plain = (ns: number): string => (Number.isInteger(ns) && ns < 1_000 ? `${ns} ns` : formatNs(ns));
  return l10n.t('reading the clock costs {0}, its step is {1}', plain(costNs), plain(stepNs));
}

export function powerText(power: NonNullable<Environment['power']>): string {
  return power === 'mains' ? l10n.t('mains') : l10n.t('battery, on which a machine runs slower');
}

/** Who answered, as far as the server told. */
export function modelFacts(model: ModelIdentity): Fact[] {
  const { digest, quantisation, server, contextTokens } = model;
  return [
    { label: l10n.t('Model'), value: model.kind === 'simulator' ? l10n.t('{0}, not a model', model.name) : model.name },
    ...(digest === undefined ? [] : [{ label: l10n.t('Digest'), value: digest }]),
    ...(quantisation === undefined ? [] : [{ label: l10n.t('Quantisation'), value: quantisation }]),
    ...(server === undefined ? [] : [{ label: l10n.t('Server'), value: server }]),
    ...(contextTokens === undefined ? [] : [{ label: l10n.t('Context'), value: tokensText(contextTokens) }]),
  ];
}

function tokensText(count: number): string {
  return count === 1 ? l10n.t('1 token') : l10n.t('{0} tokens', formatCount(count));
}
