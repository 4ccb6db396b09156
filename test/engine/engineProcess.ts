import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type EngineAddresses, type EngineOptions, isFromEngine } from './engineProtocol.ts';

const PROGRAM = fileURLToPath(new URL('./programs/engine.ts', import.meta.url));

/** The engine's process, or why this machine cannot run it. */
export type EngineStart =
  | { readonly type: 'running'; readonly addresses: EngineAddresses; dispose(): Promise<void> }
  | { readonly type: 'unavailable'; readonly reason: string };

/**
 * Runs the engine and its servers in a process of its own, whose memory is its own and whose crash is nobody else's.
 * Rejects when that process ends before it listens.
 */
export async function startEngine(options: EngineOptions): Promise<EngineStart> {
  const child = fork(PROGRAM, [JSON.stringify(options)], {
    // Node 22 runs TypeScript only when it is told to.
    execArgv: ['--expose-gc', '--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (text: string): void => {
    output = (output + text).slice(-2_000);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return await new Promise<EngineStart>((resolve, reject) => {
      child.on('message', (message) => {
        if (!isFromEngine(message)) return;
        if (message.type === 'listening') resolve({ type: 'running', addresses: message.addresses, dispose });
        else resolve(dispose().then(() => ({ type: 'unavailable', reason: message.reason })));
      });
      child.once('error', reject);
      void ended.then(() => reject(new Error(`The engine's process ended before it listened. It said: ${output}`)));
    });
  } catch (error) {
    await dispose();
    throw error;
  }
}
