import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseReport } from '../../src/core/bench/jsonReport.ts';
import type { BenchReport } from '../../src/core/bench/report.ts';
import type { Editor } from './editor.ts';
import { COMMANDS, isReport, QUICK_RUN, reportsDir } from './product.ts';

const RUN_LIMIT_MS = 4 * 60_000;

export interface BenchmarkRun {
  readonly report: BenchReport;
  /** The report's JSON file, in the editor's own folders. */
  readonly file: string;
}

/** Runs the quick benchmarks of the suites that are ticked from the command palette and resolves once the report is shown. */
export async function runQuickBenchmarks(editor: Editor): Promise<BenchmarkRun> {
  await editor.runAndPick(COMMANDS.runBenchmarks, QUICK_RUN);
  await editor.acceptQuickPick();
  await editor.webviewFrame(isReport, RUN_LIMIT_MS);
  const file = await newestReport(editor.userDataDir);
  return { report: parseReport(await readFile(file, 'utf8'), file), file };
}

async function newestReport(userDataDir: string): Promise<string> {
  const dir = await reportsDir(userDataDir);
  const names = await readdir(dir);
  const newest = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .at(-1);
  if (newest === undefined) throw new Error(`A report is shown, but ${dir} holds no JSON file of it.`);
  return path.join(dir, newest);
}
