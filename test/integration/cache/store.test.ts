import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { seededRandom } from '../../../src/core/base/random.ts';
import type { EntryStore } from '../../../src/core/cache/entryStore.ts';
import { openSqliteStore } from '../../../src/core/cache/sqliteStore.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';
import { entryOf, isWork, LIMITS, type Work } from './work.ts';

const KILLS = 50;
const ENDLESS = 1_000_000;

const folder = mkdtempSync(path.join(tmpdir(), 'planscope-writer-'));
const writerProgram = path.join(folder, 'writer.mjs');

/** Bundled once, since Node takes longer to read the sources than any of these processes lives. */
beforeAll(async () => {
  const entry = fileURLToPath(new URL('./programs/writer.ts', import.meta.url));
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile: writerProgram });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Writer {
  /** Has it begin. Before that it is only a process, for starting one takes most of the time. */
  readonly begin: (first: number) => void;
  readonly kill: () => void;
  /** Resolves when the first entry is written. */
  readonly began: Promise<void>;
  /** Resolves when the process has ended: the numbers it said were written, whether it finished, what went wrong. */
  readonly ended: Promise<{ readonly written: readonly number[]; readonly isDone: boolean; readonly errors: string }>;
}

function startWriter(file: string, name: string, count: number): Writer {
  const child = spawn(process.execPath, [writerProgram, file, name, String(count)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const closed = once(child, 'close');
  const began = Promise.race([once(child.stdout, 'data'), closed]).then(() => undefined);
  const ended = closed.then(() => {
    // The last line may be cut by the kill.
    const lines = out.split('\n').slice(0, -1);
    return { written: lines.filter((line) => line !== 'done').map(Number), isDone: lines.includes('done'), errors };
  });
  // A process that was killed takes nothing.
  child.stdin.on('error', () => {});
  const begin = (first: number): void => void child.stdin.write(`${first}\n`);
  return { begin, kill: () => void child.kill('SIGKILL'), began, ended };
}

function temporaryFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'planscope-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'cache.sqlite');
}

function open(file: string): { readonly store: EntryStore<Work>; readonly logger: RecordingLogger } {
  const logger = new RecordingLogger();
  const store = openSqliteStore({ clock: systemClock, logger, file, isValue: isWork, ...LIMITS });
  if (store === undefined) throw new Error('This Node has no SQLite.');
  onTestFinished(() => store.dispose());
  return { store, logger };
}

/** Fails unless every entry in the store is exactly what its writer made. Returns their keys. */
function wholeEntries(store: EntryStore<Work>): ReadonlySet<string> {
  const entries = store.newest(LIMITS.maxEntries);
  for (const entry of entries) {
    const { name, n } = entry.value;
    const isWhole = JSON.stringify(entry) === JSON.stringify(entryOf(name, n, entry.savedAtMs));
    if (!isWhole) expect(entry).toEqual(entryOf(name, n, entry.savedAtMs));
  }
  return new Set(entries.map(({ key }) => key));
}

describe('a store whose process is killed while it writes', () => {
  it(`opens ${KILLS} times out of ${KILLS}, whole, with everything that was written`, {
    timeout: 120_000,
  }, async () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    const file = temporaryFile();
    const written = new Set<string>();
    let first = 0;
    let next = startWriter(file, 'w', ENDLESS);
    for (let kill = 1; kill <= KILLS; kill++) {
      const where = `seed ${seed}, kill ${kill}`;
      const writer = next;
      writer.begin(first);
      // Every fifth is killed on the way to its first entry, the first one while it makes the store.
      const isEarly = kill % 5 === 1;
      if (!isEarly) await writer.began;
      await new Promise((resolve) => setTimeout(resolve, random.next() * (isEarly ? 100 : 40)));
      writer.kill();
      next = startWriter(file, 'w', ENDLESS);
      const end = await writer.ended;
      expect(end.errors, where).toBe('');
      if (!isEarly) expect(end.written.length, where).toBeGreaterThan(0);
      for (const n of end.written) written.add(`w ${n}`);

      const { store, logger } = open(file);
      const present = wholeEntries(store);
      const lost = [...written].filter((key) => !present.has(key));
      expect(lost, where).toEqual([]);
      expect(store.stats(), where).toMatchObject({ state: 'open', entries: present.size, dropped: 0 });
      expect(logger.lines, where).toEqual([]);
      store.dispose();
      first = (end.written.at(-1) ?? first) + 100;
    }
    expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
  });

  it('is whole for another window that goes on writing', { timeout: 60_000 }, async () => {
    const file = temporaryFile();
    const survivor = startWriter(file, 'survivor', 3_000);
    survivor.begin(0);
    await survivor.began;
    for (let kill = 0; kill < 5; kill++) {
      const victim = startWriter(file, `victim ${kill}`, ENDLESS);
      victim.begin(0);
      await victim.began;
      victim.kill();
      const end = await victim.ended;
      const { store } = open(file);
      for (const n of end.written) expect(store.get(`victim ${kill} ${n}`)).toBeDefined();
      store.dispose();
    }
    const end = await survivor.ended;
    expect(end).toMatchObject({ isDone: true, errors: '' });
    const present = wholeEntries(open(file).store);
    for (let n = 0; n < 3_000; n++) expect(present.has(`survivor ${n}`)).toBe(true);
  });
});

describe('two processes that write at the same time', () => {
  it('lose nothing, though a third one holds the store longer than they wait', { timeout: 60_000 }, async () => {
    const file = temporaryFile();
    const COUNT = 2_000;
    const names = ['left', 'right'];
    const writers = names.map((name) => startWriter(file, name, COUNT));
    for (const writer of writers) writer.begin(0);
    await Promise.all(writers.map((writer) => writer.began));
    const third = new DatabaseSync(file);
    onTestFinished(() => third.close());
    third.exec('PRAGMA busy_timeout = 5000');
    for (let hold = 0; hold < 5; hold++) {
      third.exec('BEGIN IMMEDIATE');
      await new Promise((resolve) => setTimeout(resolve, 80));
      third.exec('COMMIT');
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    const ends = await Promise.all(writers.map((writer) => writer.ended));
    for (const end of ends) expect(end).toMatchObject({ isDone: true, errors: '' });
    const { store, logger } = open(file);
    const present = wholeEntries(store);
    const expected = names.flatMap((name) => Array.from({ length: COUNT }, (_, n) => `${name} ${n}`));
    expect(expected.filter((key) => !present.has(key))).toEqual([]);
    expect(present.size).toBe(expected.length);
    expect(logger.lines).toEqual([]);
  });
});
