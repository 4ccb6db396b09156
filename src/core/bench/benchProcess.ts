import { type ChildProcess, fork } from 'node:child_process';
import { abortReason } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { CoreError } from '../base/errors.ts';
import { API_KEY_VARIABLE, type Secret } from '../base/secret.ts';
import { isBenchMessage } from './benchMessage.ts';
import type { BenchMessage } from './report.ts';

/** A cancelled process ends by itself within this time; then it is ended. */
const CANCEL_GRACE_MS = 700;
const KEPT_OUTPUT = 4_000;

export interface BenchProcessOptions {
  readonly clock: Clock;
  /** The Node (or Electron) that runs it; this process's own where it is left out. */
  readonly execPath?: string;
  /** The terminal program, a file system path. */
  readonly entry: string;
  /** What stands after `bench` on its command line. */
  readonly args: readonly string[];
  /** Of the model server that is named in `args`. */
  readonly apiKey?: Secret | undefined;
  /** How long it may take to end by itself after a cancel, milliseconds: more where it has processes of its own to end. */
  readonly graceMs?: number;
  /** How long it may tell nothing before it is taken for hung and ended, milliseconds; for ever where it is left out. */
  readonly silenceMs?: number;
  /** Told its process id once it is started. */
  readonly onStarted?: (pid: number | undefined) => void;
}

/** How a process ended, "1" or "SIGKILL", and its last words. */
export interface BenchProcessEnd {
  readonly how: string;
  readonly words: string;
}

/**
 * Runs the terminal program's `bench` in a process of its own and hands on what it tells. Resolves once it has ended,
 * however; rejects with a `CoreError` where it could not be started (`bench-start`) or told an error (`bench-failed`), and
 * with the signal's reason, once it is gone, where that aborted: the process is asked to end, and ended if it does not. It
 * does not outlive this process.
 */
export async function runBenchProcess(
  {
    clock,
    execPath = process.execPath,
    entry,
    args,
    apiKey,
    graceMs = CANCEL_GRACE_MS,
    silenceMs,
    onStarted,
  }: BenchProcessOptions,
  onMessage: (message: BenchMessage) => void,
  signal: AbortSignal,
): Promise<BenchProcessEnd> {
  signal.throwIfAborted();
  const child = fork(entry, ['bench', ...args], {
    execPath,
    // Not this process's own: the child of a debugged one would wait for a debugger.
    execArgv: [],
    env: {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
      ...(apiKey === undefined ? {} : { [API_KEY_VARIABLE]: apiKey.reveal() }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onStarted?.(child.pid);
  const kill = (): void => void child.kill('SIGKILL');
  let killTimer = { dispose(): void {} };
  let silenceTimer = { dispose(): void {} };
  let isHung = false;
  const onAbort = (): void => {
    if (child.connected) child.send({ type: 'cancel' }, () => {});
    killTimer = clock.setTimer(graceMs, kill);
  };
  const listen = (): void => {
    silenceTimer.dispose();
    if (silenceMs === undefined) return;
    silenceTimer = clock.setTimer(silenceMs, () => {
      isHung = true;
      kill();
    });
  };
  const told = (message: BenchMessage): void => {
    listen();
    onMessage(message);
  };
  listen();
  signal.addEventListener('abort', onAbort, { once: true });
  process.once('exit', kill);
  try {
    const end = await ended(child, told, signal);
    return isHung ? { ...end, how: `it told nothing for ${(silenceMs ?? 0) / 1_000} s` } : end;
  } finally {
    silenceTimer.dispose();
    killTimer.dispose();
    signal.removeEventListener('abort', onAbort);
    process.off('exit', kill);
  }
}

function ended(
  child: ChildProcess,
  onMessage: (message: BenchMessage) => void,
  signal: AbortSignal,
): Promise<BenchProcessEnd> {
  return new Promise((resolve, reject) => {
    let output = '';
    let failure: string | undefined;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-KEPT_OUTPUT);
      });
    }
    child.on('message', (message: unknown) => {
      if (!isBenchMessage(message)) return;
      if (message.type === 'error') failure = message.message;
      else onMessage(message);
    });
    child.once('error', (cause) => {
      reject(new CoreError('bench-start', `The benchmark process could not be started: ${cause.message}`, { cause }));
    });
    child.once('close', (code, killedBy) => {
      if (signal.aborted) reject(abortReason(signal));
      else if (failure !== undefined) reject(new CoreError('bench-failed', failure));
      else resolve({ how: String(killedBy ?? code), words: output.trim() });
    });
  });
}

/** The error of a process that ended without what it was started for; `what` names it at the beginning of a sentence. */
export function endedWithoutResult({ how, words }: BenchProcessEnd, what = 'The benchmark process'): CoreError {
  const said = words === '' ? '' : ` Its last words: ${words}`;
  return new CoreError('bench-failed', `${what} ended without a result (${how}).${said}`);
}
