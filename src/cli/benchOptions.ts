import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '../core/base/errors.ts';
import type { BenchMode } from '../core/bench/benchCase.ts';
import type { CaseSelection } from '../core/bench/caseFilter.ts';

export const BENCH_HELP = `Runs the benchmark suites on the product's own code, against the simulator in a process of its own.

usage: npm run bench -- [options]

  --quick            every case a few times: shows that it works and asserts what it asserts, within a minute
  --suite LIST       only these suites, separated by commas: llm, cache, resilience
  --filter PATTERN   only cases whose id contains it; * stands for any characters
  --list             print the cases and run none
  --seed N           whole number that fixes workloads and faults (default 42)
  --json FILE        write the report as JSON, which reads back; the editor checks NAME.planscope-report.json
  --html FILE        write the report as one self-contained page
  --markdown FILE    write the report as GitHub-flavoured Markdown, for a job summary or a comment
  --csv FILE         write the report as CSV, a row per case and floor
  --junit FILE       write the report as JUnit XML, for the test pages of continuous integration
  --github-benchmark PREFIX
                     write PREFIX-smaller.json and PREFIX-bigger.json, for github-action-benchmark
  --check-targets    compare with the project's targets; a full run is followed by a quick one, for its target
  --help             this text

Exit code: 0 every case held (and every target, where asked), 1 one did not, 2 wrong input, 130 cancelled.
`;

export type OutputFormat = 'json' | 'html' | 'markdown' | 'csv' | 'junit' | 'githubSmaller' | 'githubBigger';

/** A file to write the report to. */
export interface OutputFile {
  /** As it is called on the command line, for messages: `--json`. */
  readonly option: string;
  readonly format: OutputFormat;
  /** Absolute. */
  readonly file: string;
}

/** What the command line of `bench` asks for. */
export interface BenchOptions {
  readonly mode: BenchMode;
  readonly selection: CaseSelection;
  readonly listOnly: boolean;
  readonly seed: number;
  readonly outputs: readonly OutputFile[];
  readonly checkTargets: boolean;
}

const DEFAULT_SEED = 42;

/** Reads the command line. Throws an `InputError` that names the option and what it takes. */
export function parseBenchOptions(argv: readonly string[]): BenchOptions | 'help' {
  const values = readValues(argv);
  if (values.help === true) return 'help';
  const { suite, filter } = values;
  const checkTargets = values['check-targets'] === true;
  if (checkTargets && (suite !== undefined || filter !== undefined)) {
    throw new InputError('option', '--check-targets needs every case: leave out --suite and --filter.');
  }
  if (checkTargets && values.quick === true) {
    throw new InputError(
      'option',
      '--check-targets needs a full run, since a quick one measures too little: leave out --quick.',
    );
  }
  return {
    mode: values.quick === true ? 'quick' : 'full',
    selection: {
      ...(suite === undefined ? {} : { suites: suites(suite) }),
      ...(filter === undefined ? {} : { pattern: filter }),
    },
    listOnly: values.list === true,
    seed: seed(values.seed),
    outputs: outputs(values),
    checkTargets,
  };
}

function readValues(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        quick: { type: 'boolean' },
        suite: { type: 'string', multiple: true },
        filter: { type: 'string' },
        list: { type: 'boolean' },
        seed: { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
        markdown: { type: 'string' },
        csv: { type: 'string' },
        junit: { type: 'string' },
        'github-benchmark': { type: 'string' },
        'check-targets': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new InputError('option', error instanceof Error ? error.message : String(error), error);
  }
}

function suites(lists: readonly string[]): readonly string[] {
  const names = lists.flatMap((list) => list.split(',')).map((name) => name.trim());
  if (names.includes(''))
    throw new InputError('option', '--suite has an empty name; write for example --suite llm,cache.');
  return names;
}

function seed(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SEED;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new InputError('option', `--seed is "${text}"; it takes a whole number from 0 to 4294967295.`);
  }
  return value;
}

/** Every option that names a file, and how the file follows from what it says. */
const OUTPUTS = [
  { name: 'json', format: 'json', ending: '' },
  { name: 'html', format: 'html', ending: '' },
  { name: 'markdown', format: 'markdown', ending: '' },
  { name: 'csv', format: 'csv', ending: '' },
  { name: 'junit', format: 'junit', ending: '' },
  { name: 'github-benchmark', format: 'githubSmaller', ending: '-smaller.json' },
  { name: 'github-benchmark', format: 'githubBigger', ending: '-bigger.json' },
] as const satisfies readonly { readonly name: string; readonly format: OutputFormat; readonly ending: string }[];

function outputs(values: ReturnType<typeof readValues>): readonly OutputFile[] {
  const files = OUTPUTS.flatMap(({ name, format, ending }): readonly OutputFile[] => {
    const path = values[name];
    if (path === undefined) return [];
    if (path === '') throw new InputError('option', `--${name} needs a file's name.`);
    return [{ option: `--${name}`, format, file: resolve(`${path}${ending}`) }];
  });
  const options = new Map<string, string>();
  for (const { option, file } of files) {
    const other = options.get(file);
    if (other !== undefined) {
      throw new InputError('option', `${other} and ${option} both name ${file}: give each a file of its own.`);
    }
    options.set(file, option);
  }
  return files;
}
