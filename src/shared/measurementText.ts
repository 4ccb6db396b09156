import type { Block, CaseResult, Environment, Interval, ModelIdentity } from '../core/bench/report.ts';
import { cumulativeOf, timeAt } from './cumulative.ts';
import { formatCount, formatNs, formatPercent, formatPlural } from './format.ts';

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
    { label: 'Samples', value: samplesText(result) },
    ...(outliers === undefined ? [] : [{ label: 'Outliers', value: outliersText(outliers) }]),
    ...(ended === undefined ? [] : [{ label: 'Sampling ended', value: ENDED[ended] }]),
    ...(yardstick === undefined ? [] : [{ label: 'Time is made of', value: YARDSTICKS[yardstick] }]),
    ...(processes === undefined ? [] : [{ label: 'Processes', value: processes }]),
    ...(blocks === undefined || blocks.length === 0 ? [] : [{ label: 'Stretches', value: stretchesText(blocks) }]),
  ];
}

const ENDED = {
  narrow: 'because p50 was known to 1 %, in each process by itself',
  limit: 'because the most that a case may take was reached',
} as const satisfies Record<NonNullable<CaseResult['ended']>, string>;

const YARDSTICKS = {
  machine: 'work: comparisons divide by the machine’s pace',
  clock: 'waiting: comparisons take it as it is',
} as const satisfies Record<NonNullable<CaseResult['yardstick']>, string>;

function samplesText({ samples, batch }: CaseResult): string {
  return batch === 1
    ? formatPlural(samples, 'single call')
    : `${formatCount(samples)}, each the mean of ${formatCount(batch)} calls`;
}

function outliersText({ mild, severe }: NonNullable<CaseResult['outliers']>): string {
  const kinds = [mild > 0 ? `${formatCount(mild)} mild` : '', severe > 0 ? `${formatCount(severe)} severe` : ''];
  const found = kinds.filter((kind) => kind !== '').join(', ');
  return found === '' ? 'none' : `${found} ${mild + severe === 1 ? 'outlier' : 'outliers'}, kept`;
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
  return `${formatCount(processes.length)}, their medians ${intervalText([Math.min(...medians), Math.max(...medians)])}`;
}

function stretchesText(blocks: readonly Block[]): string {
  const paces = blocks.flatMap(({ paceNs }) => (paceNs !== null && paceNs > 0 ? [paceNs] : []));
  if (paces.length < 2) return formatCount(blocks.length);
  const slowest = Math.max(...paces) / Math.min(...paces) - 1;
  return `${formatCount(blocks.length)}; between them the machine’s pace differed by up to ${formatPercent(slowest)}`;
}

/** "Reading the clock costs 42.0 ns, its step is 1.00 ns". */
export function timerText({ stepNs, costNs }: NonNullable<Environment['timer']>): string {
  const plain = (ns: number): string => (Number.isInteger(ns) && ns < 1_000 ? `${ns} ns` : formatNs(ns));
  return `reading the clock costs ${plain(costNs)}, its step is ${plain(stepNs)}`;
}

export function powerText(power: NonNullable<Environment['power']>): string {
  return power === 'mains' ? 'mains' : 'battery, on which a machine runs slower';
}

/** Who answered, as far as the server told. */
export function modelFacts(model: ModelIdentity): Fact[] {
  const { digest, quantisation, server, contextTokens } = model;
  return [
    { label: 'Model', value: model.kind === 'simulator' ? `${model.name}, not a model` : model.name },
    ...(digest === undefined ? [] : [{ label: 'Digest', value: digest }]),
    ...(quantisation === undefined ? [] : [{ label: 'Quantisation', value: quantisation }]),
    ...(server === undefined ? [] : [{ label: 'Server', value: server }]),
    ...(contextTokens === undefined ? [] : [{ label: 'Context', value: formatPlural(contextTokens, 'token') }]),
  ];
}
