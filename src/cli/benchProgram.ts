import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CoreError } from '../core/base/errors.ts';

/** Where the built program and its parts are. Absolute paths. */
export interface BenchProgram {
  /** The Node (or Electron) that runs this process. */
  readonly execPath: string;
  /** The CLI bundle, which is the simulator's program too. */
  readonly cliEntry: string;
  readonly workerEntry: string;
  readonly reportScript: string;
  readonly reportCss: string;
  readonly version: string;
}

/** The program around the bundle at `cliEntry` (`<root>/dist/cli.cjs`). Throws a `CoreError` when it is not there. */
export function benchProgram(execPath: string, cliEntry: string): BenchProgram {
  const dist = dirname(cliEntry);
  const root = dirname(dist);
  return {
    execPath,
    cliEntry,
    workerEntry: join(dist, 'cacheClientWorker.cjs'),
    reportScript: join(dist, 'webview', 'report.js'),
    reportCss: join(root, 'media', 'report.css'),
    version: versionIn(join(root, 'package.json')),
  };
}

function versionIn(manifest: string): string {
  try {
    const value: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    if (typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'string') {
      return value.version;
    }
  } catch (cause) {
    throw new CoreError('not-installed', `The benchmarks' program is incomplete: ${manifest} cannot be read.`, {
      cause,
    });
  }
  throw new CoreError('not-installed', `The benchmarks' program is incomplete: ${manifest} has no version.`);
}
