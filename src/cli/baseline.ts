import { basename } from 'node:path';
import { InputError } from '../core/base/errors.ts';
import { type Conditions, differencesOf } from '../core/bench/comparability.ts';
import { isJudged, regressions } from '../core/bench/compare.ts';
import { parseReport } from '../core/bench/jsonReport.ts';
import type { BenchReport, Comparison } from '../core/bench/report.ts';
import { readInputFile } from './inputFile.ts';
import type { CliIo } from './io.ts';

/** A report from a file, and what it is in words. */
export interface NamedReport {
  readonly report: BenchReport;
  /** The file's name, and when the run began. */
  readonly name: string;
}

/** Reads a report that was written with `--json`. Throws an `InputError` that names the file and what is wrong. */
export async function readNamedReport(file: string, signal: AbortSignal): Promise<NamedReport> {
  const report = parseReport(await readInputFile(file, signal), file);
  return { report, name: `${basename(file)}, ${report.startedAt.slice(0, 16).replace('T', ' ')} UTC` };
}

/** Throws an `InputError` that says what makes the two unlike, unless `allow` says to compare them all the same. */
export function expectAlike(a: Conditions, b: Conditions, allow: boolean): void {
  const differences = differencesOf(a, b);
  if (allow || differences.length === 0) return;
  throw new InputError(
    'unlike-runs',
    `The two runs are unlike, so a difference would not be the code's:\n${differences.map((one) => `  ${one}`).join('\n')}\nAdd --compare-unlike to compare them all the same; the comparison is then marked.`,
  );
}

/** Whether `--fail-on-regression` fails: where a case regressed, and, which it says, where nothing could be told. */
export function hasFailed(comparison: Comparison, io: Pick<CliIo, 'err'>): boolean {
  if (!isJudged(comparison)) {
    io.err('--fail-on-regression: no case could be judged, so nobody knows whether one regressed.\n');
    return true;
  }
  return regressions(comparison).length > 0;
}
