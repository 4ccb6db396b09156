import { describe, expect, it } from 'vitest';
import type { BenchReport } from '../../../../src/core/bench/report.ts';
import { rerunCommand } from '../../../../src/core/bench/rerunCommand.ts';
import { reportSummary } from '../../../../src/shared/reportSummary.ts';
import { benchReport, caseRow } from '../../../support/benchReports.ts';

const ofSuites = (suites: readonly string[], more: Partial<BenchReport> = {}): BenchReport =>
  benchReport({ cases: suites.map((suite) => caseRow(`${suite}/a`)), ...more });

describe('the command that does the same run again', () => {
  it.each<[readonly string[], Partial<BenchReport>, string]>([
    [['llm', 'cache', 'resilience'], {}, 'npm run bench -- --seed 42'],
    [['cache', 'llm'], { mode: 'quick', seed: 7 }, 'npm run bench -- --quick --suite cache,llm --seed 7'],
    [[], {}, 'npm run bench -- --seed 42'],
  ])('of the suites %j is the one that the page shows', (suites, more, command) => {
    expect(rerunCommand(ofSuites(suites, more))).toBe(command);
    expect(reportSummary(ofSuites(suites, more)).command).toBe(command);
  });

  it('names a suite that is not among the standard ones', () => {
    const suites = ['llm', 'cache', 'resilience', 'model'];
    expect(rerunCommand(ofSuites(suites))).toBe('npm run bench -- --suite llm,cache,resilience,model --seed 42');
  });

  it.each(['llm; rm -rf ~', '$(id)', '`id`', 'a b', '```\n'])(
    'takes no words for a shell from a report: %j',
    (suite) => {
      expect(rerunCommand(ofSuites([suite, 'llm']))).toBe('npm run bench -- --suite llm --seed 42');
    },
  );
});
