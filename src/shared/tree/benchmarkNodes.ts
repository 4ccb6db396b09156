import * as l10n from '@vscode/l10n';
import { modeText, runOutcomeText } from '../benchRunText.ts';
import { formatLocalDateTime } from '../format.ts';
import type { BenchRunSummary, DashboardModel } from '../messages.ts';
import type { NodeAction, TreeNode } from './treeNode.ts';

/** "Benchmarks": the run under way and the kept ones, each opening its report. */
export function benchmarkNodes(model: Pick<DashboardModel, 'runs' | 'running'>): TreeNode {
  const { runs, running } = model;
  return {
    id: 'benchmarks',
    label: l10n.t('Benchmarks'),
    description: running === undefined ? lastRunText(runs) : l10n.t('running, {0} of {1}', running.done, running.total),
    icon: 'benchmarks',
    tone: 'neutral',
    initiallyOpen: true,
    children: [...(running === undefined ? [] : [runningNode(running)]), ...runs.map(runNode)],
    actions: [running === undefined ? runAction() : cancelAction()],
  };
}

function runAction(): NodeAction {
  return { label: l10n.t('Run LLM benchmarks'), icon: 'play', action: { action: 'runBenchmarks' } };
}

function cancelAction(): NodeAction {
  return { label: l10n.t('Cancel benchmarks'), icon: 'stop', action: { action: 'cancelBenchmarks' } };
}

function lastRunText(runs: readonly BenchRunSummary[]): string {
  const last = runs[0];
  return last === undefined ? l10n.t('not run yet') : l10n.t('last {0}', runOutcomeText(last));
}

function runningNode(running: NonNullable<DashboardModel['running']>): TreeNode {
  return {
    id: 'benchmarks/running',
    label: running.id,
    description: l10n.t('{0} of {1} done', running.done, running.total),
    icon: 'running',
    tone: 'neutral',
    progress: running.total === 0 ? 0 : Math.min(1, running.done / running.total),
    actions: [cancelAction()],
  };
}

function runNode(run: BenchRunSummary): TreeNode {
  const open = { action: 'openReport', id: run.id } as const;
  const outcome = runOutcomeText(run);
  return {
    id: `run:${run.id}`,
    label: formatLocalDateTime(run.startedAt),
    description: l10n.t('{0} · {1} · {2}', outcome, modeText(run.mode), run.model),
    icon: run.failed === 0 ? 'ok' : 'error',
    tone: run.failed === 0 ? 'ok' : 'error',
    tooltip: l10n.t(
      'Benchmarks of {0}, {1}, {2}: {3}. Opens the report',
      formatLocalDateTime(run.startedAt),
      modeText(run.mode),
      run.model,
      outcome,
    ),
    activate: open,
    actions: [{ label: l10n.t('Open report'), icon: 'report', action: open }],
  };
}
