import { parseArgs } from 'node:util';
import { InputError, isAbort, toCoreError } from '../core/base/errors.ts';
import type { PlanProgress } from '../core/planRequest.ts';
import type { PlanResult } from '../core/planResult.ts';
import type { Scenario } from '../core/world/scenario.ts';
import { planText, progressText } from '../shared/planText.ts';
import { withClient } from './connectedClient.ts';
import type { CliIo } from './io.ts';
import { judgeFile } from './judgeFile.ts';
import { type ModelOptions, modelOptions, readModelOptions } from './modelOptions.ts';
import { planManyTimes } from './planRuns.ts';
import { runPlanTests } from './planTests.ts';
import { readScenarioFile } from './scenarioFile.ts';
import { inTerminalWords } from './terminalWords.ts';

const HELP = `Plans one scenario through the whole client and prints the plan, where it came from and why.
With --answer it asks no model, but judges an answer that is already there.

usage: npm run plan -- SCENARIO.json [options]
       npm run plan -- SCENARIO.json --answer FILE [--json]
       npm run plan -- --test SCENARIO_OR_FOLDER... [options]

${modelOptions.help}
  --no-cache       neither read nor fill the prompt cache
  --answer FILE    judge the model's answer in FILE, its text as it came: what was read and repaired, every problem
                   with its place, and the world after each step
  --runs N         ask N times, never the cache, and report how far the answers get: the funnel with 95 % intervals,
                   goodput, times, problems
  --test           ask the model for a plan for each scenario that has "expect", in folders too, and hold it against that
  --json           print the result as JSON
  --help           this text

Exit code: 0 the model's own plan, 3 a fallback (a plan by rules or by the simplified prompt; the reason is
printed), 1 no plan, 2 wrong input, 130 cancelled. With --answer: 0 an executable plan, 1 none, 2 wrong input.
With --runs: 0 where an answer was an executable plan, 3 where none was or there is no model to ask.
With --test: 0 all passed, 1 some failed, 2 wrong input or nothing to test.
`;

const MAX_RUNS = 10_000;

/** What `plan`'s exit codes mean. A fallback is not a success, so it has a code of its own. */
const EXIT = { model: 0, cache: 0, fallback: 3, noPlan: 1, wrongInput: 2, cancelled: 130 } as const;

interface PlanArguments extends ModelOptions {
  readonly file: string;
  /** Files and folders whose plan tests are to be run instead. */
  readonly tests: readonly string[] | undefined;
  /** The file of an answer to judge instead of asking for one. */
  readonly answerFile: string | undefined;
  /** So often the model is asked, for a report of how far its answers get. */
  readonly runs: number | undefined;
  readonly useCache: boolean;
  readonly asJson: boolean;
}

/** `planscope plan`: one request, through the same client as in the editor. */
export async function runPlan(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    const args = parse(argv);
    if (args === 'help') {
      io.out(HELP);
      return 0;
    }
    if (args.tests !== undefined) return await runPlanTests(args.tests, args, io);
    const scenario = await readScenarioFile(args.file, io.signal);
    if (args.answerFile !== undefined) return await judgeFile(args.answerFile, scenario, args.asJson, io);
    if (args.runs !== undefined) return await planManyTimes(scenario, { ...args, runs: args.runs }, io);
    const result = withReasonInTerminalWords(await planOnce(scenario, args, io));
    io.out(args.asJson ? `${JSON.stringify(result, undefined, 2)}\n` : planText(result));
    return EXIT[result.source];
  } catch (error) {
    if (isAbort(error)) {
      io.err('Cancelled.\n');
      return EXIT.cancelled;
    }
    io.err(`${inTerminalWords(toCoreError(error).message)}\n`);
    return error instanceof InputError ? EXIT.wrongInput : EXIT.noPlan;
  }
}

function planOnce(scenario: Scenario, args: PlanArguments, io: CliIo): Promise<PlanResult> {
  return withClient(args, io, (client, model) => {
    // Shows that it is alive: a local model takes seconds, and steps come before the end.
    const onProgress = (progress: PlanProgress): void => io.err(`… ${progressText(progress, model)}\n`);
    return client.plan(scenario, { useCache: args.useCache, onProgress }, io.signal);
  });
}

/** The plan itself stays as it is, whatever words are in it. */
function withReasonInTerminalWords(result: PlanResult): PlanResult {
  const { reason } = result;
  if (reason === undefined) return result;
  return { ...result, reason: { ...reason, message: inTerminalWords(reason.message) } };
}

function parse(argv: readonly string[]): PlanArguments | 'help' {
  const { values, positionals } = parseOptions(argv);
  if (values.help === true) return 'help';
  const [file, ...more] = positionals;
  if (file === undefined) throw new InputError('usage', `Name one scenario file.\n\n${HELP}`);
  const isTest = values.test === true;
  if (isTest && (values.answer !== undefined || values['no-cache'] !== undefined)) {
    throw new InputError('usage', '--test asks the model and never the cache; leave out --answer and --no-cache.');
  }
  if (more.length > 0 && !isTest)
    throw new InputError('usage', `One scenario at a time: ${more.join(', ')} is too much.`);
  return {
    file,
    tests: isTest ? positionals : undefined,
    answerFile: readAnswerFile(values),
    runs: readRuns(values),
    ...readModelOptions(values),
    useCache: values['no-cache'] !== true,
    asJson: values.json === true,
  };
}

/** With an answer at hand nothing is asked, so an option that says how to ask is a mistake. */
function readAnswerFile(values: ReturnType<typeof parseOptions>['values']): string | undefined {
  const { answer } = values;
  if (answer === undefined) return undefined;
  if (answer === '') throw new InputError('usage', '--answer needs the name of a file.');
  const unfit = (['endpoint', 'model', 'no-cache', 'runs'] as const).find((name) => values[name] !== undefined);
  if (unfit === undefined) return answer;
  throw new InputError('usage', `--answer asks no model; leave out --${unfit}, or --answer.`);
}

function readRuns({ runs, test }: ReturnType<typeof parseOptions>['values']): number | undefined {
  if (runs === undefined) return undefined;
  if (test === true) throw new InputError('usage', '--test asks once for each scenario; leave out --runs.');
  const count = Number(runs);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_RUNS) return count;
  throw new InputError('usage', `--runs must be a whole number from 1 to ${MAX_RUNS}, not "${runs}".`);
}

function parseOptions(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...modelOptions.parse,
        'no-cache': { type: 'boolean' },
        answer: { type: 'string' },
        test: { type: 'boolean' },
        runs: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new InputError('usage', `${toCoreError(cause).message}\nSee npm run plan -- --help.`, cause);
  }
}
