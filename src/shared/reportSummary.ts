import type { BenchReport, CaseResult } from '../core/bench/report.ts';
import { formatPlural } from './format.ts';

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

const STANDARD = ['llm', 'cache', 'resilience'];

const TITLES: ReadonlyMap<string, string> = new Map([
  ['llm', 'What a request costs'],
  ['cache', 'What the cache is worth'],
  ['resilience', 'What a failing model does to you'],
  ['model', 'What the model itself takes'],
  ['chaos', 'Which settings serve best when the model fails'],
  ['capacity', 'How large a cache should be'],
]);

/** Says what a report means. A run without a case holds nothing, so it is no success. */
export function reportSummary(report: BenchReport): ReportSummary {
  const failed = report.cases.filter((result) => result.status === 'failed');
  const suites = groupBySuite(report.cases);
  return {
    verdict: verdictOf(report.cases, failed),
    holds: report.cases.length > 0 && failed.length === 0,
    model: report.model.kind === 'simulator' ? 'simulator, not a model' : report.model.name,
    failed,
    suites,
    ...(report.targets === undefined ? {} : { targets: targetsText(report.targets) }),
    command: commandOf(report, suites),
  };
}

const NAMED_FAILURES = 3;

function verdictOf(cases: readonly CaseResult[], failed: readonly CaseResult[]): string {
  if (cases.length === 0) return 'No case was run';
  if (failed.length === 0) return `${cases.length} of ${formatPlural(cases.length, 'case')} held`;
  const names = failed.slice(0, NAMED_FAILURES).map((result) => result.id);
  const more = failed.length - names.length;
  const list = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${failed.length} of ${formatPlural(cases.length, 'case')} failed: ${list}`;
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
      failed === 0 ? `${members.length} of ${members.length} held` : `${failed} of ${members.length} failed`;
    return { suite, title: TITLES.get(suite) ?? suite, cases: members, verdict };
  });
}

function targetsText(targets: NonNullable<BenchReport['targets']>): string {
  const holding = targets.filter((target) => target.holds).length;
  return `${holding} of ${formatPlural(targets.length, 'target')} ${holding === 1 && targets.length === 1 ? 'holds' : 'hold'}`;
}

/** A name that no suite of ours could have is left out of what people copy: a report may come from anywhere. */
function commandOf(report: BenchReport, suites: readonly SuiteSummary[]): string {
  const words = ['npm run bench --'];
  if (report.mode === 'quick') words.push('--quick');
  const present = suites.map(({ suite }) => suite).filter((suite) => /^[\w-]+$/.test(suite));
  const isStandard = present.length === STANDARD.length && STANDARD.every((suite) => present.includes(suite));
  if (present.length > 0 && !isStandard) {
    words.push(`--suite ${present.join(',')}`);
  }
  words.push(`--seed ${report.seed}`);
  return words.join(' ');
}

/** Case names without their suite, for a table under the suite's heading. */
export function caseName(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}
