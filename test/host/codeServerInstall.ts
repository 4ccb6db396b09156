import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFolder } from './cachedFolder.ts';
import type { Log } from './log.ts';
import { npmInstall } from './npmInstall.ts';

/** code-server 4.139.1 is VS Code 1.139.1 with its workbench in a browser. */
const CODE_SERVER_VERSION = '4.139.1';
const VSCODE_DIR = path.join('node_modules', 'code-server', 'lib', 'vscode');
const SPDLOG = fileURLToPath(new URL('./spdlog.cjs', import.meta.url));

export interface CodeServerInstallation {
  readonly kind: 'code-server';
  /** The VS Code server's entry, to be run with Node 22 or later. */
  readonly serverMain: string;
  /** The version of VS Code. */
  readonly version: string;
}

export interface FetchOptions {
  /** A folder that outlives the run and that git ignores. */
  readonly cacheDir: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** code-server from the npm registry, in a cache folder of its own. Nothing is compiled and no script is run. */
export async function installCodeServer({ cacheDir, log, signal }: FetchOptions): Promise<CodeServerInstallation> {
  const dir = await cachedFolder({
    cacheDir,
    name: `code-server-${CODE_SERVER_VERSION}`,
    what: `code-server ${CODE_SERVER_VERSION} (600 MB)`,
    log,
    fill: async (making) => {
      await writeFile(path.join(making, 'package.json'), '{ "private": true }\n');
      await npmInstall({ cwd: making, packages: [`code-server@${CODE_SERVER_VERSION}`], signal });
      await npmInstall({ cwd: path.join(making, VSCODE_DIR), packages: [], signal });
      await npmInstall({ cwd: path.join(making, VSCODE_DIR, 'extensions'), packages: [], signal });
      await standIns(path.join(making, VSCODE_DIR, 'node_modules', '@vscode'));
    },
  });
  const vscodeDir = path.join(dir, VSCODE_DIR);
  const manifest: unknown = JSON.parse(await readFile(path.join(vscodeDir, 'package.json'), 'utf8'));
  return {
    kind: 'code-server',
    serverMain: path.join(vscodeDir, 'out', 'server-main.js'),
    version: versionOf(manifest),
  };
}

/** For the two native modules that would need a compiler and whose absence would be noticed. */
async function standIns(modules: string): Promise<void> {
  await copyFile(SPDLOG, path.join(modules, 'spdlog', 'index.js'));
  await writeFile(path.join(modules, 'native-watchdog', 'index.js'), 'exports.start = () => {};\n');
}

function versionOf(manifest: unknown): string {
  if (
    typeof manifest === 'object' &&
    manifest !== null &&
    'version' in manifest &&
    typeof manifest.version === 'string'
  ) {
    return manifest.version;
  }
  return 'unknown';
}
