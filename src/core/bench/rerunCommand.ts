import { suitesOf } from './caseId.ts';
import { PROCESSES } from './processCounts.ts';
import type { BenchReport } from './report.ts';
import { STANDARD_SUITES } from './suiteNames.ts';

/**
 * The command that does the same run again, to be copied into a terminal: by its suites where each ran as a whole, else
 * by its cases. A name that none of ours could have is left out, since a report may come from anywhere; so is the name of
 * a file of traffic, which no report holds.
 */
export function rerunCommand({ mode, processes = PROCESSES[mode], seed, cases, wholeSuites }: BenchReport): string {
  const ids = cases.map(({ id }) => id).filter((id) => /^\w[\w/%.-]*$/.test(id));
  const suites = suitesOf(ids.map((id) => ({ id })));
  const isWhole = wholeSuites === undefined || suites.every((suite) => wholeSuites.includes(suite));
  const isStandard = suites.length === STANDARD_SUITES.length && STANDARD_SUITES.every((one) => suites.includes(one));
  const choice = suites.length === 0 || isStandard ? [] : [`--suite ${suites.join(',')}`];
  return [
    'npm run bench --',
    ...(mode === 'quick' ? ['--quick'] : []),
    ...(isWhole ? choice : ids.map((id) => `--case ${id}`)),
    ...(ids.includes('capacity/recorded') ? ['--traffic FILE'] : []),
    ...(processes === PROCESSES[mode] ? [] : [`--processes ${processes}`]),
    `--seed ${seed}`,
  ].join(' ');
}
