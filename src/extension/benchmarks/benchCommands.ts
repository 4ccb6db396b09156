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
