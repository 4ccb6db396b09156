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

  it('names each case where a suite was not run as a whole', () => {
    const report = benchReport({
      mode: 'quick',
      cases: [caseRow('llm/a/10%_failures'), caseRow('cache/b')],
      wholeSuites: ['cache'],
    });
    const command = 'npm run bench -- --quick --case llm/a/10%_failures --case cache/b --seed 42';
    expect(rerunCommand(report)).toBe(command);
    expect(reportSummary(report).command).toBe(command);
  });

  it('names the suites that were run as a whole', () => {
    const report = ofSuites(['llm', 'cache'], { wholeSuites: ['llm', 'cache'] });
    expect(rerunCommand(report)).toBe('npm run bench -- --suite llm,cache --seed 42');
  });

  it('says in how many processes on the page as well', () => {
    const command = 'npm run bench -- --suite llm --processes 7 --seed 42';
    expect(reportSummary(ofSuites(['llm'], { processes: 7 })).command).toBe(command);
  });

  it('leaves the file of recorded traffic to be named', () => {
    const command = 'npm run bench -- --case capacity/recorded --traffic FILE --seed 42';
    expect(rerunCommand(benchReport({ cases: [caseRow('capacity/recorded')], wholeSuites: [] }))).toBe(command);
  });

  it('takes no case for a shell from a report', () => {
    const cases = ['llm/$(id)', 'llm/a b', 'llm/`id`', '--help', '-/a', 'llm/a'].map((id) => caseRow(id));
    expect(rerunCommand(benchReport({ cases, wholeSuites: [] }))).toBe('npm run bench -- --case llm/a --seed 42');
  });

  it.each(['llm; rm -rf ~', '$(id)', '`id`', 'a b', '```\n'])(
    'takes no words for a shell from a report: %j',
    (suite) => {
      expect(rerunCommand(ofSuites([suite, 'llm']))).toBe('npm run bench -- --suite llm --seed 42');
    },
  );
});
