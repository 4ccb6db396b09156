import { formatNumber } from '../../../src/core/bench/format.ts';
import type { FunnelPlot } from '../../../src/core/bench/plots.ts';
import type { FunnelCounts } from '../../../src/core/telemetry/figures.ts';
import { funnelRatios, wilsonInterval } from '../../../src/core/telemetry/funnel.ts';

const STAGES = [
  ['answered', 'Answered'],
  ['parsed', 'Parsed'],
  ['schemaValid', 'Valid shape'],
  ['knownTools', 'Known tools'],
  ['executable', 'Executable'],
  ['goalReached', 'Goal reached'],
  ['inTime', 'In time'],
] as const satisfies readonly (readonly [keyof FunnelCounts, string])[];

/** How far the answers got, with 95 % intervals of the share of what was sent. */
export function funnelPlot(counts: FunnelCounts): FunnelPlot {
  const ratios = funnelRatios(counts);
  const sent = wilsonInterval(counts.sent, counts.sent);
  return {
    type: 'funnel',
    title: 'How far the answers get',
    text: funnelWords(counts),
    stages: [
      { label: 'Sent', count: counts.sent, ...columns(sent) },
      ...STAGES.map(([stage, label]) => ({ label, count: counts[stage], ...columns(ratios[stage]) })),
    ],
  };
}

function columns(
  ratio: ReturnType<typeof wilsonInterval>,
): Pick<FunnelPlot['stages'][number], 'share' | 'low' | 'high'> {
  return ratio ?? { share: null, low: null, high: null };
}

/** Up to here a plan is worth something; whether the goal is reached not every scenario can say. */
const USABLE = STAGES.slice(0, 5);

/** How many answers are executable plans, and where most of the others are lost. */
export function funnelWords(counts: FunnelCounts): string {
  const { sent, executable, goalReached, goalUnknown } = counts;
  const ratio = wilsonInterval(executable, sent);
  if (ratio === null) return 'Nothing was sent.';
  const share = `${executable} of ${sent} questions gave an executable plan (95 % interval ${percent(ratio.low)} to ${percent(ratio.high)} %)`;
  const judged = executable - goalUnknown;
  const goal = judged > 0 ? ` Of ${judged} whose goal can be judged, ${goalReached} reach it.` : '';
  return `${share}${lostWords(counts)}.${goal}`;
}

function lostWords(counts: FunnelCounts): string {
  let before: number = counts.sent;
  let most = { lost: 0, label: '' };
  for (const [stage, label] of USABLE) {
    const lost = before - counts[stage];
    if (lost > most.lost) most = { lost, label };
    before = counts[stage];
  }
  return most.lost === 0 ? '' : `; most are lost before "${most.label}", ${most.lost}`;
}

function percent(share: number): string {
  return formatNumber(Math.round(100 * share));
}
