import { access, chmod, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchOutputs, prepareOutputs } from '../../../src/cli/benchOutputs.ts';
import { readInputFile } from '../../../src/cli/inputFile.ts';
import { benchReport } from '../../support/benchReports.ts';

const isRoot = process.getuid?.() === 0;
const cannotForbid = isRoot || process.platform === 'win32';

describe('files that are named in a terminal', () => {
  let directory: string;
  let file: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'planscope-files-'));
    file = join(directory, 'here.json');
    await writeFile(file, '\uFEFF{"größe": "敌人"}');
  });

  afterAll(() => rm(directory, { recursive: true }));

  describe('to be read', () => {
    const read = (path: string): Promise<string> => readInputFile(path, new AbortController().signal);

    it.skipIf(process.platform === 'win32')('must be files that end', async () => {
      await expect(read('/dev/zero')).rejects.toMatchObject({
        code: 'file',
        message: '/dev/zero is a pipe or a device; name a file.',
      });
    });

    it('must not be larger than anything that is one', async () => {
      const large = join(directory, 'large.json');
      await writeFile(large, '');
      await truncate(large, 64 * 1024 * 1024 + 1);
      const message = `${large} has 65 MiB; at most 64 MiB are read. Name a smaller file.`;
      await expect(read(large)).rejects.toMatchObject({ message });
    });

    it('are not read on behalf of one who has cancelled', async () => {
      const reason = new DOMException('Cancelled.', 'AbortError');
      await expect(readInputFile(file, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('are given as they stand, a byte order mark included', async () => {
      expect(await read(file)).toBe('\uFEFF{"größe": "敌人"}');
    });

    it('must be there', async () => {
      const missing = join(directory, 'missing.json');
      await expect(read(missing)).rejects.toMatchObject({ message: `There is no file ${missing}.` });
      const below = join(file, 'missing.json');
      await expect(read(below)).rejects.toMatchObject({ message: `There is no file ${below}.` });
    });

    it('must be files', async () => {
      const message = `${directory} is a directory; name a file in it.`;
      await expect(read(directory)).rejects.toMatchObject({ message });
    });

    it.each([
      ['UTF-16', Buffer.from('\uFEFF{"t": 1}', 'utf16le')],
      ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ])('must be UTF-8 text, not %s', async (_what, bytes) => {
      const other = join(directory, 'other.json');
      await writeFile(other, bytes);
      const message = `${other} is not UTF-8 text. Name a text file, or save this one as UTF-8.`;
      await expect(read(other)).rejects.toMatchObject({ message });
    });

    it.skipIf(cannotForbid)('must be readable', async () => {
      const secret = join(directory, 'secret.json');
      await writeFile(secret, '{}');
      await chmod(secret, 0);
      await expect(read(secret)).rejects.toMatchObject({
        message: `There is no permission to read ${secret}.`,
      });
    });
  });

  describe('to be written', () => {
    const program = { execPath: '', cliEntry: '', workerEntry: '', reportScript: '', reportCss: '', version: '' };
    const prepare = (file: string): Promise<BenchOutputs> =>
      prepareOutputs([{ option: '--json', format: 'json', file }], program);

    it('may be there or not', async () => {
      await expect(prepare(file)).resolves.toBeDefined();
      await expect(prepare(join(directory, 'new.json'))).resolves.toBeDefined();
    });

    it('must have a directory to stand in', async () => {
      const lost = join(directory, 'lost', 'new.json');
      await expect(prepare(lost)).rejects.toThrow(`--json: ${lost} cannot be written: there is no directory`);
      const below = join(file, 'new.json');
      await expect(prepare(below)).rejects.toThrow(`--json: ${below} cannot be written: ${file} is not a directory.`);
    });

    it('must not be directories', async () => {
      await expect(prepare(directory)).rejects.toThrow(`--json: ${directory} cannot be written: it is a directory`);
    });

    it('must all be right before any is written', async () => {
      const right = { option: '--csv', format: 'csv', file: join(directory, 'right.csv') } as const;
      const wrong = { option: '--github-benchmark', format: 'githubBigger', file: directory } as const;
      await expect(prepareOutputs([right, wrong], program)).rejects.toThrow(
        `--github-benchmark: ${directory} cannot be written: it is a directory`,
      );
    });

    it('are written, and one that has nothing in it goes', async () => {
      const smaller = { option: '', format: 'githubSmaller', file: join(directory, 'run-smaller.json') } as const;
      const bigger = { option: '', format: 'githubBigger', file: join(directory, 'run-bigger.json') } as const;
      await writeFile(bigger.file, 'of an earlier run');
      const outputs = await prepareOutputs([smaller, bigger], program);
      expect(await outputs.write(benchReport())).toEqual([
        `Written: ${smaller.file}`,
        `Not written, since the run has nothing for it: ${bigger.file}`,
      ]);
      expect(await readFile(smaller.file, 'utf8')).toContain('llm/cache_hit_latency p50');
      await expect(access(bigger.file)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it.skipIf(cannotForbid)('must be writable', async () => {
      const fixed = join(directory, 'fixed.json');
      await writeFile(fixed, '{}');
      await chmod(fixed, 0o400);
      await expect(prepare(fixed)).rejects.toThrow(`--json: ${fixed} cannot be written: there is no permission.`);
    });
  });
});
