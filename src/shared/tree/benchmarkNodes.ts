import { formatLocalDateTime } from '../format.ts';
import type { BenchRunSummary, DashboardModel } from '../messages.ts';
import type { NodeAction, TreeNode } from './treeNode.ts';

/** "Benchmarks": the run under way and the kept ones, each opening its report. */
export function benchmarkNodes(model: Pick<DashboardModel, 'runs' | 'running'>): TreeNode {
  const { runs, running } = model;
  return {
    id: 'benchmarks',
    label: 'Benchmarks',
    description: running === undefined ? lastRunText(runs) : `running, ${running.done} of ${running.total}`,
    icon: 'benchmarks',
    tone: 'neutral',
    initiallyOpen: true,
    children: [...(running === undefined ? [] : [runningNode(running)]), ...runs.map(runNode)],
    actions: [running === undefined ? RUN : CANCEL],
  };
}

const RUN = {
  label: 'Run LLM benchmarks',
  icon: 'play',
  action: { action: 'runBenchmarks' },
} as const satisfies NodeAction;

const CANCEL = {
  label: 'Cancel benchmarks',
  icon: 'stop',
  action: { action: 'cancelBenchmarks' },
} as const satisfies NodeAction;

function lastRunText(runs: readonly BenchRunSummary[]): string {
  const last = runs[0];
  return last === undefined ? 'not run yet' : `last ${outcomeText(last)}`;
}

function runningNode(running: NonNullable<DashboardModel['running']>): TreeNode {
  return {
    id: 'benchmarks/running',
    label: running.id,
    description: `${running.done} of ${running.total} done`,
    icon: 'running',
    tone: 'neutral',
    progress: running.total === 0 ? 0 : Math.min(1, running.done / running.total),
    actions: [CANCEL],
  };
}

function runNode(run: BenchRunSummary): TreeNode {
  const open = { action: 'openReport', id: run.id } as const;
  const outcome = outcomeText(run);
  return {
    id: `run:${run.id}`,
    label: formatLocalDateTime(run.startedAt),
    description: `${outcome} · ${run.mode} · ${run.model}`,
    icon: run.failed === 0 ? 'ok' : 'error',
    tone: run.failed === 0 ? 'ok' : 'error',
    tooltip: `Benchmarks of ${formatLocalDateTime(run.startedAt)}, ${run.mode}, ${run.model}: ${outcome}. Opens the report`,
    activate: open,
    actions: [{ label: 'Open report', icon: 'report', action: open }],
  };
}

function outcomeText(run: BenchRunSummary): string {
  return run.failed === 0 ? `${run.cases} of ${run.cases} held` : `${run.failed} of ${run.cases} failed`;
}
