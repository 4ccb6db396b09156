import { parseArgs } from 'node:util';
import { InputError, toCoreError } from '../core/base/errors.ts';
import { compareReports } from '../core/bench/compare.ts';
import type { BenchReport, Comparison } from '../core/bench/report.ts';
import { comparisonText } from '../core/bench/writers/comparisonText.ts';
import { expectAlike, hasFailed, readNamedReport } from './baseline.ts';
import { benchProgram } from './benchProgram.ts';
import { compareSettings, readChanges } from './compareSettings.ts';
import type { CliIo } from './io.ts';
import { modelOptions, readModelOptions } from './modelOptions.ts';

const COMPARE_HELP = `Compares two benchmark runs, or the client with two settings.

usage: npm run compare -- A.json B.json [options]
       npm run compare -- --set KEY=VALUE [--set …] [options]

  A.json B.json      reports that "bench --json" wrote: is B better or worse than A, by how much, how sure; of what five
                     processes or more measured, so not of quick runs nor of suites that run once (model, chaos, capacity)
  --set KEY=VALUE    measures the settings as they are (A) and with this one (B), request by request in turn. With
                     model.name or model.endpoint, or one of the two options below, real models are asked for plans;
                     else hits and misses of the client are measured
  --quick            a few requests: shows that it works
  --seed N           whole number that fixes the scenarios (default 42)
  --compare-unlike   compare also runs of other machines, models, seeds or modes; the comparison is marked
  --fail-on-regression   exit 1 when a case regressed, and when none could be judged
  --json             print the comparison as JSON
  --help             this text

${modelOptions.help}
Exit code: 0 compared, 1 regressed where asked, 2 wrong input, 130 cancelled.
`;

const EXIT = { compared: 0, regressed: 1, wrongInput: 2, cancelled: 130 } as const;
const DEFAULT_SEED = 42;

/** `planscope compare`. Resolves to the exit code. */
export async function runCompare(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    const values = readValues(argv);
    if (values.help === true) {
      io.out(COMPARE_HELP);
      return EXIT.compared;
    }
    const comparison = await compare(values, io);
    io.out(values.json === true ? `${JSON.stringify(comparison, undefined, 2)}\n` : comparisonText(comparison));
    const isWorse = values['fail-on-regression'] === true && hasFailed(comparison, io);
    return isWorse ? EXIT.regressed : EXIT.compared;
  } catch (error) {
    if (io.signal.aborted) {
      io.err('Cancelled. Nothing was compared.\n');
      return EXIT.cancelled;
    }
    io.err(`planscope compare: ${toCoreError(error).message}\n`);
    return error instanceof InputError ? EXIT.wrongInput : EXIT.regressed;
  }
}

type Values = ReturnType<typeof readValues>;

async function compare(values: Values, io: CliIo): Promise<Comparison> {
  const { files } = values;
  if (values.set === undefined) return compareFiles(files, values['compare-unlike'] === true, io);
  if (files.length > 0) throw new InputError('option', 'Give either two reports or --set, not both.');
  const report: BenchReport = await compareSettings(
    {
      changes: readChanges(values.set),
      mode: values.quick === true ? 'quick' : 'full',
      seed: seedOf(values.seed),
      model: readModelOptions(values),
    },
    benchProgram(process.execPath, process.argv[1] ?? ''),
    io,
  );
  if (report.comparison === undefined) throw new Error('Nothing was compared.');
  return report.comparison;
}

async function compareFiles(files: readonly string[], allow: boolean, io: CliIo): Promise<Comparison> {
  const [fileA, fileB] = files;
  if (fileA === undefined || fileB === undefined || files.length > 2) {
    throw new InputError('option', `Name two reports, A and B, or settings with --set. ${files.length} given.`);
  }
  const [a, b] = [await readNamedReport(fileA, io.signal), await readNamedReport(fileB, io.signal)];
  expectAlike(a.report, b.report, allow);
  return compareReports(a.report, b.report, { a: a.name, b: b.name });
}

function readValues(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        set: { type: 'string', multiple: true },
        quick: { type: 'boolean' },
        seed: { type: 'string' },
        'compare-unlike': { type: 'boolean' },
        'fail-on-regression': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        ...modelOptions.parse,
      },
    });
    return { ...values, files: positionals };
  } catch (error) {
    throw new InputError('option', error instanceof Error ? error.message : String(error), error);
  }
}

function seedOf(text: string | undefined): number {
  const seed = text === undefined ? DEFAULT_SEED : Number(text);
  if (text?.trim() === '' || !Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new InputError('option', `--seed is "${text}"; it takes a whole number from 0 to 4294967295.`);
  }
  return seed;
}
