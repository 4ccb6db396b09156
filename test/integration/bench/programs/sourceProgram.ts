import { fileURLToPath } from 'node:url';
import type { BenchProgram } from '../../../../src/cli/benchProgram.ts';

/** The program as it stands in the sources: Node 24 runs them as they are, without a build. */
export function sourceProgram(): BenchProgram {
  const at = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
  return {
    execPath: process.execPath,
    cliEntry: at('test/integration/bench/programs/cli.ts'),
    workerEntry: at('bench/cacheClientWorker.ts'),
    // Any script and style do: what the page makes of a report has tests of its own.
    reportScript: at('test/integration/bench/programs/page.js'),
    reportCss: at('media/report.css'),
    version: '0.0.0-test',
  };
}
