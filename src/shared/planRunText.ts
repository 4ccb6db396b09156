import * as l10n from '@vscode/l10n';
import type { PlanRunReport } from '../core/planRun.ts';
import { callText } from '../core/world/callText.ts';
import { formatDuration, formatPercent, notEstimable } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import { modelLabel } from './modelLabel.ts';

function stages(): readonly (readonly [keyof PlanRunReport['ratios'], string])[] {
  return [
    ['answered', l10n.t('Answered')],
    ['parsed', l10n.t('Parsed')],
    ['schemaValid', l10n.t('Valid shape')],
    ['knownTools', l10n.t('Known tools')],
    ['executable', l10n.t('Executable')],
    ['goalReached', l10n.t('Goal reached')],
    ['inTime', l10n.t('In time')],
  ];
}

/** How text that is not ours stands in what is made here. */
type Escape = (text: string) => string;

/**
 * Runs of one scenario, one report for each model, in words first. Markdown; for a terminal, where it is read as it is,
 * `shown` gives its text back as it was.
 */
export function planRunText(reports: readonly PlanRunReport[], shown: Escape = escapeMarkdown): string {
  const [first] = reports;
  if (first === undefined) return `${l10n.t('Nothing was asked.')}\n`;
  const scenario = shown(first.scenario);
  const title = reports.length === 1 ? scenario : l10n.t('Models compared: {0}', scenario);
  return [`# ${title}`, ...reports.map((report) => reportOf(report, shown))].join('\n\n').concat('\n');
}

function reportOf(report: PlanRunReport, shown: Escape): string {
  const { funnel, goodput, durationMs, timesMs } = report;
  const name = modelLabel({ kind: report.answerer, name: report.model });
  const rows = stages().map(([stage, label]) => `| ${label} | ${funnel[stage]} | ${ratioText(report.ratios[stage])} |`);
  const unknown =
    funnel.goalUnknown === 0
      ? []
      : [
          l10n.t(
            'Of {0} executable plans nobody can say whether the goal is reached: the objective names no place.',
            funnel.goalUnknown,
          ),
        ];
  const speed = l10n.t(
    'Goodput {0} executable plans per second; time to a plan p50 {1}, p95 {2}; the run took {3}.',
    goodput.toFixed(2),
    timeText(timesMs.p50),
    timeText(timesMs.p95),
    formatDuration(durationMs),
  );
  const headings = [l10n.t('stage'), l10n.t('count'), l10n.t('share of the questions sent (95 % interval)')];
  return [
    `## ${shown(name)}`,
    verdictOf(report),
    [`| ${headings.join(' | ')} |`, '|---|---|---|', `| ${l10n.t('Sent')} | ${funnel.sent} | |`, ...rows].join('\n'),
    ...unknown,
    speed,
    ...problemLines(report, shown),
    ...planLines(report, shown),
  ].join('\n\n');
}

function verdictOf({ outcomes: { model, fallback, unavailable }, runs }: PlanRunReport): string {
  if (unavailable === 0) {
    return runs === 1
      ? l10n.t("{0} of 1 request gave an executable plan of the model's own; {1} fell back.", model, fallback)
      : l10n.t("{0} of {1} requests gave an executable plan of the model's own; {2} fell back.", model, runs, fallback);
  }
  return runs === 1
    ? l10n.t(
        "{0} of 1 request gave an executable plan of the model's own; {1} fell back, {2} had no plan at all.",
        model,
        fallback,
        unavailable,
      )
    : l10n.t(
        "{0} of {1} requests gave an executable plan of the model's own; {2} fell back, {3} had no plan at all.",
        model,
        runs,
        fallback,
        unavailable,
      );
}

function ratioText(ratio: PlanRunReport['ratios']['answered']): string {
  if (ratio === null) return notEstimable();
  return l10n.t('{0} ({1} to {2})', formatPercent(ratio.share), formatPercent(ratio.low), formatPercent(ratio.high));
}

function timeText(ms: number | null): string {
  return ms === null ? notEstimable() : formatDuration(ms);
}

function problemLines({ problems }: PlanRunReport, shown: Escape): readonly string[] {
  const entries = Object.entries(problems).toSorted(([, x], [, y]) => y - x);
  if (entries.length === 0) return [];
  const counted = entries.map(([code, count]) => `${shown(code)} ${count}×`);
  return [l10n.t('Problems: {0}.', counted.join(', '))];
}

function planLines({ lastPlan }: PlanRunReport, shown: Escape): readonly string[] {
  if (lastPlan === undefined) return [];
  const steps = lastPlan.steps.map((step, index) => `${index + 1}. ${shown(callText(step))}`);
  return [[l10n.t('Its last plan:'), ...steps].join('\n')];
}
