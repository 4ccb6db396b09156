import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/base/secret.ts';
import { runBenchProcess } from '../../../src/core/bench/benchProcess.ts';
import type { BenchMessage } from '../../../src/core/bench/report.ts';
import { FakeClock } from '../../support/fakeClock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-process-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A program that does as `source` says, at the place of the terminal program. */
async function program(source: string): Promise<string> {
  const entry = join(folder, 'program.cjs');
  await writeFile(entry, source);
  return entry;
}

const never = new AbortController().signal;
const SAYS_SOMETHING = "process.send({ type: 'progress', done: 0, total: 1, id: 'llm/x' });";

describe('a benchmark process', () => {
  it('is ended, and taken for hung, when it tells nothing for too long', async () => {
    const clock = new FakeClock();
    const entry = await program(`${SAYS_SOMETHING} setInterval(() => {}, 1000);`);
    let onTold = (): void => {};
    const told = new Promise<void>((resolve) => {
      onTold = resolve;
    });
    const running = runBenchProcess({ clock, entry, args: [], silenceMs: 5_000 }, () => onTold(), never);
    await told;
    clock.skip(4_999);
    await clock.advance(1);
    expect(await running).toMatchObject({ how: 'it told nothing for 5 s' });
  });

  it('is given the key of the server, and tells its error', async () => {
    const entry = await program("process.send({ type: 'error', message: process.env.PLANSCOPE_API_KEY + ' seen' });");
    const options = { clock: new FakeClock(), entry, args: [], apiKey: new Secret('a key of the test') };
    await expect(runBenchProcess(options, () => {}, never)).rejects.toMatchObject({
      code: 'bench-failed',
      message: 'a key of the test seen',
    });
  });

  it('hands on what it tells, and how it ended with its last words', async () => {
    const entry = await program(`${SAYS_SOMETHING} console.error('no more'); process.exitCode = 3;`);
    const messages: BenchMessage[] = [];
    const end = await runBenchProcess({ clock: new FakeClock(), entry, args: [] }, (one) => messages.push(one), never);
    expect(messages).toEqual([{ type: 'progress', done: 0, total: 1, id: 'llm/x' }]);
    expect(end).toEqual({ how: '3', words: 'no more' });
  });
});
