import * as l10n from '@vscode/l10n';
import type { BenchReport, CaseResult } from '../core/bench/report.ts';
import { rerunCommand } from '../core/bench/rerunCommand.ts';
import { formatCount } from './format.ts';

/** One suite of a report: its cases in the report's order. */
export interface SuiteSummary {
  readonly suite: string;
  /** What the suite asks, for a heading; the suite's name where it is not one of ours. */
  readonly title: string;
  readonly cases: readonly CaseResult[];
  readonly verdict: string;
}

/** A report in words first. All strings are plain text. */
export interface ReportSummary {
  /** "33 of 33 cases held", "2 of 33 cases failed: llm/…, cache/…". */
  readonly verdict: string;
  readonly holds: boolean;
  /** "simulator, not a model", or the model's name. */
  readonly model: string;
  readonly failed: readonly CaseResult[];
  readonly suites: readonly SuiteSummary[];
  /** "9 of 11 targets hold"; only when the run compared with targets. */
  readonly targets?: string;
  /** The command that does the same run again. */
  readonly command: string;
}

function titleOf(suite: string): string {
  switch (suite) {
    case 'llm':
      return l10n.t('What a request costs');
    case 'cache':
      return l10n.t('What the cache is worth');
    case 'resilience':
      return l10n.t('What a failing model does to you');
    case 'model':
      return l10n.t('What the model itself takes');
    case 'chaos':
      return l10n.t('Which settings serve best when the model fails');
    case 'capacity':
      return l10n.t('How large a cache should be');
    default:
      return suite;
  }
}

/** Says what a report means. A run without a case holds nothing, so it is no success. */
export function reportSummary(report: BenchReport): ReportSummary {
  const failed = report.cases.filter((result) => result.status === 'failed');
  const suites = groupBySuite(report.cases);
  return {
    verdict: verdictOf(report.cases, failed),
    holds: report.cases.length > 0 && failed.length === 0,
    model: report.model.kind === 'simulator' ? l10n.t('simulator, not a model') : report.model.name,
    failed,
    suites,
    ...(report.targets === undefined ? {} : { targets: targetsText(report.targets) }),
    command: rerunCommand(report),
  };
}

const NAMED_FAILURES = 3;

function verdictOf(cases: readonly CaseResult[], failed: readonly CaseResult[]): string {
  if (cases.length === 0) return l10n.t('No case was run');
  const [total, all] = [cases.length, formatCount(cases.length)];
  if (failed.length === 0) {
    return total === 1 ? l10n.t('1 of 1 case held') : l10n.t('{0} of {1} cases held', total, all);
  }
  const names = failed.slice(0, NAMED_FAILURES).map((result) => result.id);
  const more = failed.length - names.length;
  const list = more > 0 ? l10n.t('{0} and {1} more', names.join(', '), more) : names.join(', ');
  return total === 1
    ? l10n.t('1 of 1 case failed: {0}', list)
    : l10n.t('{0} of {1} cases failed: {2}', failed.length, all, list);
}

function groupBySuite(cases: readonly CaseResult[]): SuiteSummary[] {
  const groups = new Map<string, CaseResult[]>();
  for (const result of cases) {
    const suite = result.id.split('/', 1)[0] ?? result.id;
    const group = groups.get(suite);
    if (group === undefined) groups.set(suite, [result]);
    else group.push(result);
  }
  return [...groups].map(([suite, members]) => {
    const failed = members.filter((result) => result.status === 'failed').length;
    const verdict =
      failed === 0
        ? l10n.t('{0} of {1} held', members.length, members.length)
        : l10n.t('{0} of {1} failed', failed, members.length);
    return { suite, title: titleOf(suite), cases: members, verdict };
  });
}

function targetsText(targets: NonNullable<BenchReport['targets']>): string {
  const holding = targets.filter((target) => target.holds).length;
  if (targets.length === 1) return holding === 1 ? l10n.t('1 of 1 target holds') : l10n.t('0 of 1 target hold');
  return l10n.t('{0} of {1} targets hold', holding, formatCount(targets.length));
}

/** Case names without their suite, for a table under the suite's heading. */
export function caseName(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}
