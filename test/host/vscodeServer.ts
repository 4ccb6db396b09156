import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { EditorFolders } from './editorFolders.ts';
import { endTree, killTree } from './processTree.ts';
import { cleanEnvironment, type SessionOptions } from './session.ts';
import { waitFor } from './waitFor.ts';

const START_LIMIT_MS = 60_000;
const READY = /Web UI available at http:\/\/[^:/]+:(\d+)/;
const KEPT_OUTPUT = 20_000;

/** A VS Code server on 127.0.0.1. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Ends the server and everything that descends from it. May be called again. */
  end(): Promise<void>;
}

/** Starts the server on a free port and waits until it answers. */
export async function startServer(serverMain: string, options: SessionOptions): Promise<RunningServer> {
  const child = spawn(process.execPath, [serverMain, ...serverArguments(options)], {
    env: cleanEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (text: string): void => {
    output = (output + text).slice(-KEPT_OUTPUT);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  child.once('error', (error) => keep(error.message));
  const ended = once(child, 'exit').catch(() => undefined);

  const { pid } = child;
  if (pid === undefined) {
    await ended;
    throw new Error(`The VS Code server could not be started: ${output}`);
  }
  const killAtExit = (): void => killTree(pid);
  process.once('exit', killAtExit);
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ending ??= endTree(pid).finally(() => process.off('exit', killAtExit));
    return ending;
  };

  const wait = { what: 'The address of the VS Code server', limitMs: START_LIMIT_MS };
  const probe = (): number | undefined => {
    const port = READY.exec(output)?.[1];
    return port === undefined ? undefined : Number(port);
  };
  const port = await Promise.race([waitFor(wait, probe, options.signal), ended]).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  if (typeof port !== 'number') throw new Error(`The VS Code server ended at once. It said:\n${output}`);
  return { pid, port, end };
}

/** Installs the packages as `code --install-extension` does: what is in the extensions' folder by then stays in use. */
export async function installPackages(
  serverMain: string,
  { folders, vsixFiles, signal }: SessionOptions,
): Promise<void> {
  for (const file of vsixFiles) {
    const args = [
      serverMain,
      '--install-extension',
      file,
      '--accept-server-license-terms',
      ...folderArguments(folders),
    ];
    await promisify(execFile)(process.execPath, args, { env: cleanEnvironment({}), signal });
  }
}

function folderArguments({ serverDataDir, userDataDir, extensionsDir }: EditorFolders): string[] {
  return ['--server-data-dir', serverDataDir, '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
}

function serverArguments({ folders, workspaceTrust }: SessionOptions): string[] {
  const options = {
    host: '127.0.0.1',
    port: '0',
    'telemetry-level': 'off',
  };
  const switches = [
    '--without-connection-token',
    '--accept-server-license-terms',
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    // A safety net: without us the server ends by itself after five minutes.
    '--enable-remote-auto-shutdown',
  ];
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return [...given, ...folderArguments(folders), ...switches];
}
