import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '../core/base/errors.ts';
import type { BenchMode } from '../core/bench/benchCase.ts';
import type { CaseSelection } from '../core/bench/caseFilter.ts';

export const BENCH_HELP = `Runs the benchmark suites on the product's own code, against the simulator in a process of its own.

usage: npm run bench -- [options]

  --quick            every case a few times: shows that it works and asserts what it asserts, within a minute
  --suite LIST       only these suites, separated by commas: llm, cache, resilience (these three unless asked for),
                     chaos (which settings serve best when the model fails), all
  --filter PATTERN   only cases whose id contains it; * stands for any characters
  --list             print the cases and run none
  --seed N           whole number that fixes workloads and faults (default 42)
  --json FILE        write the report as JSON
  --html FILE        write the report as one self-contained page
  --check-targets    compare with the project's targets; a full run is followed by a quick one, for its target
  --help             this text

Exit code: 0 every case held (and every target, where asked), 1 one did not, 2 wrong input, 130 cancelled.
`;

/** What the command line of `bench` asks for. Files are absolute. */
export interface BenchOptions {
  readonly mode: BenchMode;
  readonly selection: CaseSelection;
  readonly listOnly: boolean;
  readonly seed: number;
  readonly jsonFile: string | undefined;
  readonly htmlFile: string | undefined;
  readonly checkTargets: boolean;
}

const DEFAULT_SEED = 42;

/** Reads the command line. Throws an `InputError` that names the option and what it takes. */
export function parseBenchOptions(argv: readonly string[]): BenchOptions | 'help' {
  const values = readValues(argv);
  if (values.help === true) return 'help';
  const { suite, filter, json, html } = values;
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
  const jsonFile = file('--json', json);
  const htmlFile = file('--html', html);
  if (jsonFile !== undefined && jsonFile === htmlFile) {
    throw new InputError('option', `--json and --html both name ${jsonFile}: give each a file of its own.`);
  }
  return {
    mode: values.quick === true ? 'quick' : 'full',
    selection: {
      ...(suite === undefined ? {} : { suites: suites(suite) }),
      ...(filter === undefined ? {} : { pattern: filter }),
    },
    listOnly: values.list === true,
    seed: seed(values.seed),
    jsonFile,
    htmlFile,
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

function file(option: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (path === '') throw new InputError('option', `${option} needs a file's name.`);
  return resolve(path);
}
