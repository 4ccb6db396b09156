import { spawn } from 'node:child_process';
import path from 'node:path';

const LIMIT_MS = 8 * 60_000;

export interface NpmInstallOptions {
  /** A folder with a package.json of its own, so that npm stays in it. */
  readonly cwd: string;
  /** `name@version`; none: what the package.json says. */
  readonly packages: readonly string[];
  /** Leaves out what the packages only wish for: `packages` names those of it that are wanted. */
  readonly omitOptional?: boolean;
  readonly signal: AbortSignal;
}

/** Runs `npm install` without any package's scripts and without development dependencies. */
export function npmInstall({ cwd, packages, omitOptional = false, signal }: NpmInstallOptions): Promise<void> {
  const omit = ['--omit=dev', ...(omitOptional ? ['--omit=optional'] : [])];
  return npm(['install', ...packages, '--ignore-scripts', ...omit, '--engine-strict=false'], cwd, signal);
}

/** Whether the registry answers at the first call, and has the package of this name. */
export async function registryHas(name: string, cwd: string, signal: AbortSignal): Promise<boolean> {
  try {
    await npm(['view', name, 'version', '--fetch-retries=0'], cwd, signal);
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** Runs npm to its end; rejects with the last lines of what it said when it fails. */
async function npm(what: readonly string[], cwd: string, outerSignal: AbortSignal): Promise<void> {
  const quiet = ['--loglevel=error', '--no-progress', '--no-audit', '--no-fund', '--no-update-notifier'];
  const args = [...what, ...quiet];
  const { command, prefix, shell } = npmCommand();
  const signal = AbortSignal.any([outerSignal, AbortSignal.timeout(LIMIT_MS)]);

  const child = spawn(command, [...prefix, ...args], { cwd, shell, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) => {
      if (outerSignal.aborted) reject(error);
      else if (signal.aborted) reject(new Error(`npm ${what[0]} took more than ${LIMIT_MS / 60_000} minutes`));
      else reject(new Error(`npm could not be started (${error.message}). Is npm on the PATH?`, { cause: error }));
    });
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(' ')} ended with code ${code}:\n${lastLines(output.join(''), 15)}`));
    });
  });
}

/** Inside an npm script: the very npm that runs it, with the Node that runs it; else the `npm` on the PATH. */
function npmCommand(): { command: string; prefix: string[]; shell: boolean } {
  const cli = process.env['npm_execpath'];
  if (cli !== undefined && path.basename(cli) === 'npm-cli.js') {
    return { command: process.env['npm_node_execpath'] ?? process.execPath, prefix: [cli], shell: false };
  }
  return { command: 'npm', prefix: [], shell: process.platform === 'win32' };
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
