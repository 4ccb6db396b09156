import type { PlanRunReport } from '../core/planRun.ts';
import { formatDuration, formatPercent } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import { modelLabel } from './modelLabel.ts';
import { stepText } from './planText.ts';

const STAGES = [
  ['answered', 'Answered'],
  ['parsed', 'Parsed'],
  ['schemaValid', 'Valid shape'],
  ['knownTools', 'Known tools'],
  ['executable', 'Executable'],
  ['goalReached', 'Goal reached'],
  ['inTime', 'In time'],
] as const satisfies readonly (readonly [keyof PlanRunReport['ratios'], string])[];

/** Runs of one scenario, one report for each model, in words first. Markdown. */
export function planRunText(reports: readonly PlanRunReport[]): string {
  const [first] = reports;
  if (first === undefined) return 'Nothing was asked.\n';
  const title =
    reports.length === 1
      ? `# ${escapeMarkdown(first.scenario)}`
      : `# Models compared: ${escapeMarkdown(first.scenario)}`;
  return [title, ...reports.map(reportOf)].join('\n\n').concat('\n');
}

function reportOf(report: PlanRunReport): string {
  const { funnel, outcomes, runs, goodput, durationMs, timesMs } = report;
  const name = modelLabel({ kind: report.answerer, name: report.model });
  const verdict = `${outcomes.model} of ${runs} ${runs === 1 ? 'request' : 'requests'} gave an executable plan of the model's own; ${outcomes.fallback} fell back${outcomes.unavailable === 0 ? '' : `, ${outcomes.unavailable} had no plan at all`}.`;
  const rows = STAGES.map(([stage, label]) => `| ${label} | ${funnel[stage]} | ${ratioText(report.ratios[stage])} |`);
  const unknown =
    funnel.goalUnknown === 0
      ? []
      : [
          `Of ${funnel.goalUnknown} executable plans nobody can say whether the goal is reached: the objective names no place.`,
        ];
  const speed = `Goodput ${goodput.toFixed(2)} executable plans per second; time to a plan p50 ${timeText(timesMs.p50)}, p95 ${timeText(timesMs.p95)}; the run took ${formatDuration(durationMs)}.`;
  return [
    `## ${escapeMarkdown(name)}`,
    verdict,
    [
      '| stage | count | share of the questions sent (95 % interval) |',
      '|---|---|---|',
      `| Sent | ${funnel.sent} | |`,
      ...rows,
    ].join('\n'),
    ...unknown,
    speed,
    ...problemLines(report),
    ...planLines(report),
  ].join('\n\n');
}

function ratioText(ratio: PlanRunReport['ratios']['answered']): string {
  if (ratio === null) return 'not estimable';
  return `${formatPercent(ratio.share)} (${formatPercent(ratio.low)} to ${formatPercent(ratio.high)})`;
}

function timeText(ms: number | null): string {
  return ms === null ? 'not estimable' : formatDuration(ms);
}

function problemLines({ problems }: PlanRunReport): readonly string[] {
  const entries = Object.entries(problems).toSorted(([, x], [, y]) => y - x);
  if (entries.length === 0) return [];
  return [`Problems: ${entries.map(([code, count]) => `${escapeMarkdown(code)} ${count}×`).join(', ')}.`];
}

function planLines({ lastPlan }: PlanRunReport): readonly string[] {
  if (lastPlan === undefined) return [];
  return [['Its last plan:', ...lastPlan.steps.map((step) => `1. ${escapeMarkdown(stepText(step))}`)].join('\n')];
}
