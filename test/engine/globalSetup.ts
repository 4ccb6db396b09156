import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { installEngine } from './engineInstall.ts';
import { type EngineStart, startEngine } from './engineProcess.ts';
import type { EngineAddresses } from './engineProtocol.ts';
import { CONTEXT_TOKENS, MODEL_NAME } from './model.ts';
import { tinyPhi3 } from './tinyPhi3.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The running engine, or why there is none. */
    engine: EngineAddresses | { readonly unavailable: string };
  }
}

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Vitest's hook: one engine for all files of the project. What it returns ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'planscope-engine-'));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const modelPath = path.join(folder, 'tiny-phi3.gguf');
    await writeFile(modelPath, tinyPhi3(CONTEXT_TOKENS));
    const engine = await start(modelPath);
    if (engine.type === 'unavailable') {
      log(`engine: the tests that need it are skipped: ${engine.reason}`);
      project.provide('engine', { unavailable: engine.reason });
      return removeFolder;
    }
    project.provide('engine', engine.addresses);
    return async () => {
      await engine.dispose();
      await removeFolder();
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function start(modelPath: string): Promise<EngineStart> {
  // Where CI has the binaries, a job that tests nothing must not be green.
  const isRequired = process.env['CI'] === 'true' && process.platform === 'linux' && process.arch === 'x64';
  const { signal } = new AbortController();
  const cacheDir = path.join(ROOT, '.vscode-test');
  const installed = await installEngine({ cacheDir, isRequired, log, signal });
  if (installed.type === 'unavailable') return installed;
  const { enginePath, templatesPath } = installed;
  return startEngine({
    enginePath,
    templatesPath,
    modelPath,
    modelName: MODEL_NAME,
    contextTokens: CONTEXT_TOKENS,
  });
}

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}
