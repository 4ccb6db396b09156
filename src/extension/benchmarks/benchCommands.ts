import type * as vscode from 'vscode';

/** The commands of the benchmark tools, which are loaded at their first use. */
export const BENCH_COMMANDS = [
  'planscope.runBenchmarks',
  'planscope.runBenchmarkSuite',
  'planscope.openLastReport',
  'planscope.exportReport',
  'planscope.compareWithBaseline',
  'planscope.deleteReports',
] as const;

export type BenchCommand = (typeof BENCH_COMMANDS)[number];

/** Where the editor remembers the runs under way; see `RunMarks`. */
export const RUN_MARKS_KEY = 'planscope.runsUnderWay';

/** Whether there may be runs that did not come to their end. */
export function hasRunMarks(memory: Pick<vscode.Memento, 'get'>): boolean {
  const kept = memory.get<unknown>(RUN_MARKS_KEY);
  return typeof kept === 'object' && kept !== null && Object.keys(kept).length > 0;
}
