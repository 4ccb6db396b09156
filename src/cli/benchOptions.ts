import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '../core/base/errors.ts';
import type { BenchMode } from '../core/bench/benchCase.ts';
import type { CaseSelection } from '../core/bench/caseFilter.ts';
import { PROCESSES } from '../core/bench/processCounts.ts';
import { LEAST_PROCESSES } from '../core/bench/processes.ts';
import { ALL_SUITES } from '../core/bench/suiteNames.ts';
import { SHARES, type Share } from './benchProcesses.ts';
import { type ModelOptions, modelOptions, readModelOptions } from './modelOptions.ts';

export const BENCH_HELP = `Runs the benchmark suites on the product's own code, against the simulator in a process of its own.

usage: npm run bench -- [options]

  --quick            every case a few times: shows that it works and asserts what it asserts, within a minute
  --suite LIST       only these suites, separated by commas: llm, cache, resilience (these three where it is left out),
                     model (what a model takes; of the server found on this machine, else of the simulator),
                     chaos (which settings serve best when the model fails), capacity (how large a cache should be),
                     all
  --traffic FILE     recorded traffic, as the editor exports it, for the suite capacity
  --filter PATTERN   only cases whose id contains it; * stands for any characters
  --case ID          only the case of exactly that id; may be given more than once
  --list             print the cases and run none
  --processes N      measure what is repeated in so many fresh processes, 1 to 100 (default 5; 1 with --quick): a program is
                     compiled and placed in memory anew in each, which no single one can show. One after another; up to
                     four side by side where a case mostly waits. Long workloads run once. Comparisons need 5
  --seed N           whole number that fixes workloads and faults (default 42)
  --json FILE        write the report as JSON, which reads back; the editor checks NAME.planscope-report.json
  --html FILE        write the report as one self-contained page
  --baseline FILE    compare with the report that --json wrote to FILE: improved, no change or regressed, in words
  --fail-on-regression   exit 1 when a case regressed, and when none could be judged
  --compare-unlike   compare also with a run of another machine, model, seed or mode; the comparison is marked
  --markdown FILE    write the report as GitHub-flavoured Markdown, for a job summary or a comment
  --csv FILE         write the report as CSV, a row per case and floor
  --junit FILE       write the report as JUnit XML, for the test pages of continuous integration
  --github-benchmark PREFIX
                     write PREFIX-smaller.json and PREFIX-bigger.json, for github-action-benchmark
  --check-targets    compare with the project's targets; a full run is followed by a quick one, for its target
  --help             this text

For the suite model:
${modelOptions.help}
Exit code: 0 every case held (and every target, and no regression, where asked), 1 one did not, 2 wrong input,
130 cancelled.
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
  /** How many processes measure what is repeated. */
  readonly processes: number;
  /** Measures times alone and tells them to the parent: how a run starts its earlier processes. */
  readonly timesOnly: { readonly share: Share; readonly process: number } | undefined;
  readonly seed: number;
  readonly trafficFile: string | undefined;
  readonly outputs: readonly OutputFile[];
  readonly checkTargets: boolean;
  readonly baselineFile: string | undefined;
  readonly failOnRegression: boolean;
  readonly compareUnlike: boolean;
  /** Whom the suite `model` asks. */
  readonly model: ModelOptions;
}

const DEFAULT_SEED = 42;

/** The suite that asks a model server. */
export const MODEL_SUITE = 'model';

/** Reads the command line. Throws an `InputError` that names the option and what it takes. */
export function parseBenchOptions(argv: readonly string[]): BenchOptions | 'help' {
  const values = readValues(argv);
  if (values.help === true) return 'help';
  const { suite, filter } = values;
  const checkTargets = values['check-targets'] === true;
  if (checkTargets && (suite !== undefined || filter !== undefined || values.case !== undefined)) {
    throw new InputError('option', '--check-targets needs every case: leave out --suite, --filter and --case.');
  }
  if (values.case !== undefined && (suite !== undefined || filter !== undefined)) {
    throw new InputError('option', '--case names its cases by itself: leave out --suite and --filter.');
  }
  if (checkTargets && values.quick === true) {
    throw new InputError(
      'option',
      '--check-targets needs a full run, since a quick one measures too little: leave out --quick.',
    );
  }
  const asksModel =
    (suite !== undefined && suites(suite).some((one) => one === MODEL_SUITE || one === ALL_SUITES)) ||
    (values.case?.some((id) => id.startsWith(`${MODEL_SUITE}/`)) ?? false);
  const named = (['endpoint', 'model'] as const).find((name) => values[name] !== undefined);
  if (named !== undefined && !asksModel) {
    throw new InputError('option', `--${named} is for the suite model: add --suite ${MODEL_SUITE}.`);
  }
  const baselineFile = inputFile('--baseline', values.baseline);
  const needsBaseline = (['fail-on-regression', 'compare-unlike'] as const).find((name) => values[name] === true);
  if (needsBaseline !== undefined && baselineFile === undefined) {
    throw new InputError('option', `--${needsBaseline} compares with a baseline: add --baseline FILE.`);
  }
  const mode = values.quick === true ? 'quick' : 'full';
  if (values['fail-on-regression'] === true && processes(values.processes, mode) < LEAST_PROCESSES) {
    throw new InputError(
      'option',
      `--fail-on-regression needs a run that can be judged: at least ${LEAST_PROCESSES} processes, so no --quick.`,
    );
  }
  return {
    mode,
    selection: {
      ...(suite === undefined ? {} : { suites: suites(suite) }),
      ...(filter === undefined ? {} : { pattern: filter }),
      ...(values.case === undefined ? {} : { ids: values.case }),
    },
    listOnly: values.list === true,
    processes: processes(values.processes, mode),
    timesOnly: timesOnly(values['times-only'], values.process),
    seed: seed(values.seed),
    trafficFile: inputFile('--traffic', values.traffic),
    outputs: outputs(values),
    checkTargets,
    baselineFile,
    failOnRegression: values['fail-on-regression'] === true,
    compareUnlike: values['compare-unlike'] === true,
    model: readModelOptions(values),
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
        case: { type: 'string', multiple: true },
        list: { type: 'boolean' },
        processes: { type: 'string' },
        'times-only': { type: 'string' },
        process: { type: 'string' },
        seed: { type: 'string' },
        traffic: { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
        markdown: { type: 'string' },
        csv: { type: 'string' },
        junit: { type: 'string' },
        'github-benchmark': { type: 'string' },
        'check-targets': { type: 'boolean' },
        baseline: { type: 'string' },
        'fail-on-regression': { type: 'boolean' },
        'compare-unlike': { type: 'boolean' },
        ...modelOptions.parse,
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

/** What a run tells its earlier processes; nobody else has a use for it. */
function timesOnly(share: string | undefined, process: string | undefined): BenchOptions['timesOnly'] {
  if (share === undefined && process === undefined) return undefined;
  const known = SHARES.find((one) => one === share);
  const number = Number(process);
  if (known === undefined || process === undefined || !Number.isInteger(number) || number < 0) {
    throw new InputError(
      'option',
      `--times-only and --process are what a run tells its own processes: ${SHARES.join(' or ')}, and a number.`,
    );
  }
  return { share: known, process: number };
}

const MOST_PROCESSES = 100;

function processes(text: string | undefined, mode: BenchMode): number {
  if (text === undefined) return PROCESSES[mode];
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MOST_PROCESSES) {
    throw new InputError('option', `--processes is "${text}"; it takes a whole number from 1 to ${MOST_PROCESSES}.`);
  }
  return value;
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
    return [{ option: `--${name}`, format, file: namedFile(`--${name}`, path, ending) }];
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

function inputFile(option: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : namedFile(option, path);
}

function namedFile(option: string, path: string, ending = ''): string {
  if (path === '') throw new InputError('option', `${option} needs a file's name.`);
  return resolve(`${path}${ending}`);
}
