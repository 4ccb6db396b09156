import { PROCESSES } from './budget.ts';
import { suitesOf } from './caseId.ts';
import type { BenchReport } from './report.ts';
import { STANDARD_SUITES } from './suiteNames.ts';

/**
 * The command that does the same run again, to be copied into a terminal. A name that no suite of ours could have is
 * left out, since a report may come from anywhere.
 */
export function rerunCommand({ mode, processes = PROCESSES[mode], seed, cases }: BenchReport): string {
  const suites = suitesOf(cases).filter((suite) => /^[\w-]+$/.test(suite));
  const isStandard = suites.length === STANDARD_SUITES.length && STANDARD_SUITES.every((one) => suites.includes(one));
  return [
    'npm run bench --',
    ...(mode === 'quick' ? ['--quick'] : []),
    ...(suites.length === 0 || isStandard ? [] : [`--suite ${suites.join(',')}`]),
    ...(processes === PROCESSES[mode] ? [] : [`--processes ${processes}`]),
    `--seed ${seed}`,
  ].join(' ');
}
