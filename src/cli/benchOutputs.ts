import { constants, type Stats } from 'node:fs';
import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CoreError, InputError, toCoreError } from '../core/base/errors.ts';
import { serializeReport } from '../core/bench/jsonReport.ts';
import type { BenchReport } from '../core/bench/report.ts';
import { selfContainedReportHtml } from '../shared/selfContainedReport.ts';
import type { BenchOptions } from './benchOptions.ts';
import type { BenchProgram } from './benchProgram.ts';

/** The files of a run, known to be writable before it begins. */
export interface BenchOutputs {
  /** Writes them; throws a `CoreError` that names the file which could not be written. Returns what was written. */
  write(report: BenchReport): Promise<readonly string[]>;
}

/** Throws an `InputError` for a file that cannot be written: found out before the run, so that no run is lost. */
export async function prepareOutputs(
  { jsonFile, htmlFile }: Pick<BenchOptions, 'jsonFile' | 'htmlFile'>,
  program: BenchProgram,
): Promise<BenchOutputs> {
  if (jsonFile !== undefined) await expectWritable('--json', jsonFile);
  if (htmlFile !== undefined) await expectWritable('--html', htmlFile);
  const page = htmlFile === undefined ? undefined : await readPage(program);
  return {
    async write(report) {
      const written: string[] = [];
      if (jsonFile !== undefined) {
        await writeTo(jsonFile, serializeReport(report));
        written.push(jsonFile);
      }
      if (htmlFile !== undefined && page !== undefined) {
        await writeTo(htmlFile, selfContainedReportHtml({ ...page, report }));
        written.push(htmlFile);
      }
      return written;
    },
  };
}

async function expectWritable(option: string, file: string): Promise<void> {
  const why = await obstacleTo(file);
  if (why !== undefined) throw new InputError('output-file', `${option}: ${file} cannot be written: ${why}.`);
}

/** Why `file` cannot be written, as far as that can be seen without writing it. */
async function obstacleTo(file: string): Promise<string | undefined> {
  const existing = await statOrUndefined(file);
  if (existing?.isDirectory()) return 'it is a directory; name a file in it';
  if (existing !== undefined) return (await isPermitted(file, constants.W_OK)) ? undefined : 'there is no permission';

  const directory = dirname(file);
  const around = await statOrUndefined(directory);
  if (around === undefined) return `there is no directory ${directory}`;
  if (!around.isDirectory()) return `${directory} is not a directory`;
  const isAllowed = await isPermitted(directory, constants.W_OK | constants.X_OK);
  return isAllowed ? undefined : `there is no permission to write in ${directory}`;
}

function statOrUndefined(file: string): Promise<Stats | undefined> {
  return stat(file).catch(() => undefined);
}

function isPermitted(file: string, mode: number): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  );
}

async function readPage(program: BenchProgram): Promise<{ readonly script: string; readonly css: string }> {
  try {
    const [script, css] = await Promise.all([
      readFile(program.reportScript, 'utf8'),
      readFile(program.reportCss, 'utf8'),
    ]);
    return { script, css };
  } catch (cause) {
    throw new CoreError('not-built', `--html needs the built report page: ${toCoreError(cause).message}`, { cause });
  }
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new CoreError('output-file', `The report could not be written to ${file}: ${toCoreError(cause).message}`, {
      cause,
    });
  }
}
