import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Log, messageOf, secondsSince } from './log.ts';

const MARKER = '.planscope-complete.json';
const HALF_MADE = '.making-';
const ABANDONED_AFTER_MS = 60 * 60_000;

export interface CachedFolderOptions {
  readonly cacheDir: string;
  /** Name of the folder, with the versions of what is in it: another version is another folder. */
  readonly name: string;
  /** What is fetched, for the log and for errors. */
  readonly what: string;
  readonly log: Log;
  /** Makes the content in an empty folder, which is renamed afterwards: no absolute path may be kept in it. */
  readonly fill: (dir: string) => Promise<void>;
}

/**
 * The path of a folder in the cache, made first if it is not there. The folder is whole or absent: it is filled
 * under another name and renamed, so an interrupted or a simultaneous making does no harm; of two, one is kept.
 */
export async function cachedFolder(options: CachedFolderOptions): Promise<string> {
  const final = path.join(options.cacheDir, options.name);
  if (isComplete(final)) return final;
  await mkdir(options.cacheDir, { recursive: true });
  await removeAbandoned(options.cacheDir);

  const startedAt = performance.now();
  options.log(`${options.what}: fetching into ${final} (once) …`);
  const making = await mkdtemp(path.join(options.cacheDir, HALF_MADE));
  try {
    await options.fill(making);
    const marker = { name: options.name, what: options.what, madeAt: new Date().toISOString() };
    await writeFile(path.join(making, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
    await chmod(making, 0o755);
    await moveIntoPlace(making, final);
  } catch (error) {
    throw new Error(`${options.what} could not be fetched into ${final}: ${messageOf(error)}`, { cause: error });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  options.log(`${options.what}: ready after ${secondsSince(startedAt)}.`);
  return final;
}

function isComplete(dir: string): boolean {
  return existsSync(path.join(dir, MARKER));
}

async function moveIntoPlace(making: string, final: string): Promise<void> {
  if (existsSync(final) && !isComplete(final)) await rm(final, { recursive: true, force: true });
  try {
    await rename(making, final);
  } catch (error) {
    if (!isComplete(final)) throw error;
  }
}

async function removeAbandoned(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (!name.startsWith(HALF_MADE)) continue;
    const dir = path.join(cacheDir, name);
    const age = Date.now() - (await stat(dir).then((stats) => stats.mtimeMs, Date.now));
    if (age > ABANDONED_AFTER_MS) await rm(dir, { recursive: true, force: true });
  }
}
