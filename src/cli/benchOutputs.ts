import { constants, type Stats } from 'node:fs';
import { access, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CoreError, InputError, toCoreError } from '../core/base/errors.ts';
import { serializeReport } from '../core/bench/jsonReport.ts';
import type { BenchReport } from '../core/bench/report.ts';
import { csvReport } from '../core/bench/writers/csvReport.ts';
import { githubBiggerIsBetter, githubSmallerIsBetter } from '../core/bench/writers/githubBenchmark.ts';
import { junitReport } from '../core/bench/writers/junitReport.ts';
import { markdownReport } from '../core/bench/writers/markdownReport.ts';
import { selfContainedReportHtml } from '../shared/selfContainedReport.ts';
import type { OutputFile, OutputFormat } from './benchOptions.ts';
import type { BenchProgram } from './benchProgram.ts';

/** The files of a run, known to be writable before it begins. */
export interface BenchOutputs {
  /**
   * Writes them all; throws a `CoreError` that names those which could not be written. A file that would be empty is
   * not written, and an older one of that name goes: it would pass for this run's. Returns what became of each, a line
   * each.
   */
  write(report: BenchReport): Promise<readonly string[]>;
}

/** A report in some format; undefined where the format has nothing to say of it. */
type Render = (report: BenchReport) => string | undefined;

/** Throws an `InputError` for a file that cannot be written: found out before the run, so that no run is lost. */
export async function prepareOutputs(outputs: readonly OutputFile[], program: BenchProgram): Promise<BenchOutputs> {
  for (const { option, file } of outputs) await expectWritable(option, file);
  const prepared = await Promise.all(
    outputs.map(async ({ format, file }) => ({ file, render: await renderer(format, program) })),
  );
  return {
    async write(report) {
      const lines: string[] = [];
      const failures: CoreError[] = [];
      for (const { file, render } of prepared) {
        try {
          lines.push(await writeTo(file, render(report)));
        } catch (error) {
          failures.push(toCoreError(error));
        }
      }
      if (failures.length > 0) throw new CoreError('output-file', failures.map(({ message }) => message).join('\n'));
      return lines;
    },
  };
}

async function renderer(format: OutputFormat, program: BenchProgram): Promise<Render> {
  switch (format) {
    case 'json':
      return serializeReport;
    case 'html': {
      const page = await readPage(program);
      return (report) => selfContainedReportHtml({ ...page, report });
    }
    case 'markdown':
      return markdownReport;
    case 'csv':
      return csvReport;
    case 'junit':
      return junitReport;
    case 'githubSmaller':
      return githubSmallerIsBetter;
    case 'githubBigger':
      return githubBiggerIsBetter;
    default:
      return format satisfies never;
  }
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

async function writeTo(file: string, text: string | undefined): Promise<string> {
  try {
    if (text === undefined) {
      await rm(file, { force: true });
      return `Not written, since the run has nothing for it: ${file}`;
    }
    await writeFile(file, text);
    return `Written: ${file}`;
  } catch (cause) {
    throw new CoreError('output-file', `The report could not be written to ${file}: ${toCoreError(cause).message}`, {
      cause,
    });
  }
}
