import { parseArgs } from 'node:util';
import { systemClock } from '../core/base/clock.ts';
import { InputError, isAbort, toCoreError } from '../core/base/errors.ts';
import { silentLogger } from '../core/base/logger.ts';
import { systemRandom } from '../core/base/random.ts';
import { Client } from '../core/client.ts';
import { connect } from '../core/connect.ts';
import { connectWhenLoaded } from '../core/connectWhenLoaded.ts';
import type { PlanProgress } from '../core/planRequest.ts';
import type { PlanResult } from '../core/planResult.ts';
import { defaultSettings } from '../core/settings/settings.ts';
import type { Target } from '../core/target.ts';
import type { Scenario } from '../core/world/scenario.ts';
import { planText, progressText } from '../shared/planText.ts';
import { apiKeyPort } from './apiKey.ts';
import type { CliIo } from './io.ts';
import { judgeFile } from './judgeFile.ts';
import { type ModelOptions, modelOptions, modelSettings, readModelOptions } from './modelOptions.ts';
import { readScenarioFile } from './scenarioFile.ts';
import { inTerminalWords } from './terminalWords.ts';

const HELP = `Plans one scenario through the whole client and prints the plan, where it came from and why.
With --answer it asks no model, but judges an answer that is already there.

usage: npm run plan -- SCENARIO.json [options]
       npm run plan -- SCENARIO.json --answer FILE [--json]

${modelOptions.help}
  --no-cache       neither read nor fill the prompt cache
  --answer FILE    judge the model's answer in FILE, its text as it came: what was read and repaired, every problem
                   with its place, and the world after each step
  --json           print the result as JSON
  --help           this text

Exit code: 0 the model's own plan, 3 a fallback (a plan by rules or by the simplified prompt; the reason is
printed), 1 no plan, 2 wrong input, 130 cancelled. With --answer: 0 an executable plan, 1 none, 2 wrong input.
`;

/** What `plan`'s exit codes mean. A fallback is not a success, so it has a code of its own. */
const EXIT = { model: 0, cache: 0, fallback: 3, noPlan: 1, wrongInput: 2, cancelled: 130 } as const;

interface PlanArguments extends ModelOptions {
  readonly file: string;
  /** The file of an answer to judge instead of asking for one. */
  readonly answerFile: string | undefined;
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
    const scenario = await readScenarioFile(args.file, io.signal);
    if (args.answerFile !== undefined) return await judgeFile(args.answerFile, scenario, args.asJson, io);
    const result = await planOnce(scenario, args, io);
    io.out(args.asJson ? `${JSON.stringify(result, undefined, 2)}\n` : planText(withReasonInTerminalWords(result)));
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

async function planOnce(scenario: Scenario, args: PlanArguments, io: CliIo): Promise<PlanResult> {
  const settings = modelSettings(defaultSettings(), args);
  const client = new Client({ clock: systemClock, random: systemRandom, logger: silentLogger, settings });
  try {
    const ports = { http: client.http, clock: systemClock, keyFor: apiKeyPort(args.endpoint) };
    const { target, message } = await connectWhenLoaded(
      {
        clock: systemClock,
        limitMs: settings['planscope.deadlines.firstByteMs'],
        look: () => connect(ports, settings, io.signal),
        onLoading: (found) => io.err(`${inTerminalWords(found.message)} Waiting for it.\n`),
      },
      io.signal,
    );
    if (target === undefined && args.endpoint !== undefined) throw new InputError('endpoint', message);
    if (target !== undefined) checkModel(target, args.model);
    io.err(`${inTerminalWords(message)}\n`);
    client.setTarget(target);
    const model = target?.apiKey?.redact(target.model) ?? target?.model ?? '';
    // Shows that it is alive: a local model takes seconds, and steps come before the end.
    const onProgress = (progress: PlanProgress): void => io.err(`… ${progressText(progress, model)}\n`);
    return await client.plan(scenario, { useCache: args.useCache, onProgress }, io.signal);
  } finally {
    client.dispose();
  }
}

/** A model that was named by hand must be there: no other one takes its place. */
function checkModel({ endpoint, model, apiKey }: Target, wanted: string | undefined): void {
  if (wanted === undefined || model === wanted || model.startsWith(`${wanted}:`)) return;
  throw new InputError(
    'model',
    `The server at ${endpoint} has no model "${wanted}"; it has ${apiKey?.redact(model) ?? model}.`,
  );
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
  if (more.length > 0) throw new InputError('usage', `One scenario at a time: ${more.join(', ')} is too much.`);
  return {
    file,
    answerFile: readAnswerFile(values),
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
  const unfit = (['endpoint', 'model', 'no-cache'] as const).find((name) => values[name] !== undefined);
  if (unfit === undefined) return answer;
  throw new InputError('usage', `--answer asks no model; leave out --${unfit}, or --answer.`);
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
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new InputError('usage', `${toCoreError(cause).message}\nSee npm run plan -- --help.`, cause);
  }
}
