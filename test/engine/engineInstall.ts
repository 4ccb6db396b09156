import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cachedFolder } from '../host/cachedFolder.ts';
import { type Log, messageOf } from '../host/log.ts';
import { npmInstall, registryHas } from '../host/npmInstall.ts';

const ENGINE = 'node-llama-cpp';
const VERSION = '3.22.1';

/** The package with the engine's compiled code for this machine's processor, no graphics card. */
const BINARIES: ReadonlyMap<string, string> = new Map([
  ['linux-x64', '@node-llama-cpp/linux-x64'],
  ['linux-arm64', '@node-llama-cpp/linux-arm64'],
  ['darwin-x64', '@node-llama-cpp/mac-x64'],
  ['darwin-arm64', '@node-llama-cpp/mac-arm64-metal'],
  ['win32-x64', '@node-llama-cpp/win-x64'],
  ['win32-arm64', '@node-llama-cpp/win-arm64'],
]);

/** Where the engine is, or why it cannot be had here. */
export type EngineInstallation =
  | {
      readonly type: 'installed';
      /** `node-llama-cpp`'s module, absolute: it is an ES module and no dependency of ours. */
      readonly enginePath: string;
      /** The template renderer that `node-llama-cpp` itself uses, absolute. */
      readonly templatesPath: string;
    }
  | { readonly type: 'unavailable'; readonly reason: string };

/**
 * `node-llama-cpp`, llama.cpp as a Node module, from the npm registry in a cache folder of its own (85 MB on Linux).
 * Nothing is compiled, no script is run, no graphics code is fetched. Without a registry, or on a platform without
 * binaries, it is unavailable; rejects where `isRequired` says that it must be there and the registry has it.
 */
export async function installEngine(options: {
  readonly cacheDir: string;
  readonly isRequired: boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<EngineInstallation> {
  const { cacheDir, log, signal } = options;
  const platform = `${process.platform}-${process.arch}`;
  const binaries = BINARIES.get(platform);
  if (binaries === undefined) return { type: 'unavailable', reason: `${ENGINE} has no binaries for ${platform}` };
  let registryAnswers = false;
  try {
    const dir = await cachedFolder({
      cacheDir,
      name: `${ENGINE}-${VERSION}-${platform}`,
      what: `${ENGINE} ${VERSION} (85 MB)`,
      log,
      fill: async (making) => {
        // Asked first: an installation without a registry tries for minutes.
        if (!(await registryHas(ENGINE, making, signal)))
          throw new Error('the npm registry does not have it, or is away');
        registryAnswers = true;
        await writeFile(path.join(making, 'package.json'), '{ "private": true }\n');
        const packages = [`${ENGINE}@${VERSION}`, `${binaries}@${VERSION}`];
        await npmInstall({ cwd: making, packages, omitOptional: true, signal });
      },
    });
    const modules = path.join(dir, 'node_modules');
    const enginePath = path.join(modules, ENGINE, 'dist', 'index.js');
    return { type: 'installed', enginePath, templatesPath: createRequire(enginePath).resolve('@huggingface/jinja') };
  } catch (error) {
    signal.throwIfAborted();
    if (options.isRequired && registryAnswers) throw error;
    return { type: 'unavailable', reason: messageOf(error) };
  }
}
