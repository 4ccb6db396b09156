import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError, isAbort, toCoreError } from '../core/base/errors.ts';
import type { Client } from '../core/client.ts';
import { type InputProblem, LineIndex } from '../core/json/inputProblem.ts';
import { placeOf } from '../core/json/placeOf.ts';
import { testPlan } from '../core/planTest.ts';
import { withClient } from './connectedClient.ts';
import { readInputFile } from './inputFile.ts';
import type { CliIo } from './io.ts';
import type { ModelOptions } from './modelOptions.ts';
import { readScenarioText } from './scenarioFile.ts';
import { inTerminalWords } from './terminalWords.ts';

/** What came of the test of one scenario. */
interface PlanTestReport {
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
  /** From the request to the plan; absent where there was no request. */
  readonly elapsedMs?: number;
  /** Why it failed. */
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly message: string;
  /** Where it is, where that is another file than the scenario's: the tools that it names. */
  readonly file?: string;
  /** The place in the file, from 1; absent where the file cannot be read. */
  readonly line?: number;
  readonly column?: number;
}

const SCENARIO = '.scenario.json';

/**
 * `planscope plan --test`: runs the plan tests of the named scenarios, and of all in the named folders, one after
 * another. Exit code 0: all passed; 1: some failed. Throws an `InputError` where there is no test.
 */
export async function runPlanTests(
  named: readonly string[],
  options: ModelOptions & { readonly asJson: boolean },
  io: CliIo,
): Promise<number> {
  const files = await testFiles(named, io.signal);
  if (files.length === 0) {
    throw new InputError('no-test', `No scenario in ${named.join(', ')} has "expect", so there is nothing to test.`);
  }
  const reports = await withClient(options, io, async (client) => {
    const done: PlanTestReport[] = [];
    for (const file of files) {
      const report = await runOne(client, file, io.signal);
      if (!options.asJson) io.out(reportText(report));
      done.push(report);
    }
    return done;
  });
  const failed = reports.filter(({ passed }) => !passed).length;
  if (options.asJson) io.out(`${JSON.stringify(reports, undefined, 2)}\n`);
  else io.out(`${reports.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

/**
 * The files named by hand, and those below named folders that hold a test, by their names; none where no file holds one.
 * Throws an `InputError` for a name that is neither file nor folder.
 */
async function testFiles(named: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const files: string[] = [];
  let hasTest = false;
  for (const name of named) {
    const found = await stat(name).catch(() => undefined);
    if (found?.isDirectory() === true) {
      for (const file of await scenariosBelow(name, signal)) {
        if (!(await mayHoldTest(file, signal))) continue;
        files.push(file);
        hasTest = true;
      }
    } else {
      hasTest = (await readInputFile(name, signal)).includes('"expect"') || hasTest;
      files.push(name);
    }
  }
  return hasTest ? files : [];
}

async function scenariosBelow(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  signal.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new InputError('file', `Cannot read the folder ${folder}: ${toCoreError(cause).message}`, cause);
  });
  const files: string[] = [];
  for (const entry of entries.toSorted((x, y) => (x.name < y.name ? -1 : 1))) {
    const whole = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) {
        files.push(...(await scenariosBelow(whole, signal)));
      }
    } else if (entry.name.endsWith(SCENARIO) && !entry.name.startsWith('.')) files.push(whole);
  }
  return files;
}

/** A file that cannot be read may hold one: its test then fails and says why, and the others run. */
async function mayHoldTest(file: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await readInputFile(file, signal)).includes('"expect"');
  } catch (error) {
    if (error instanceof InputError) return true;
    throw error;
  }
}

async function runOne(client: Client, file: string, signal: AbortSignal): Promise<PlanTestReport> {
  try {
    const text = await readInputFile(file, signal);
    const parsed = await readScenarioText(text, file, signal);
    if (!parsed.ok) return failed(file, file, parsed.errors.map(failureOf));
    const { scenario } = parsed;
    const { name, expect } = scenario;
    if (expect === undefined) {
      const message = 'The scenario has no "expect", so there is nothing to test.';
      return failed(file, name, [{ message, line: 1, column: 1 }]);
    }
    const { result, unmet } = await testPlan(client.plan.bind(client), scenario, { expect }, signal);
    const lines = new LineIndex(text);
    const failures = unmet.map(({ pointer, message }) => ({
      message: inTerminalWords(message),
      ...lines.positionAt(placeOf(text, pointer).start),
    }));
    return { file, name, passed: failures.length === 0, elapsedMs: result.trace.totalMs, failures };
  } catch (error) {
    if (isAbort(error)) throw error;
    return failed(file, file, [{ message: inTerminalWords(toCoreError(error).message) }]);
  }
}

function failureOf({ message, line, column, source }: InputProblem): Failure {
  return { message, ...(source === undefined ? {} : { file: source }), line, column };
}

function failed(file: string, name: string, failures: readonly Failure[]): PlanTestReport {
  return { file, name, passed: false, failures };
}

function reportText({ file, name, passed, elapsedMs, failures }: PlanTestReport): string {
  const time = elapsedMs === undefined ? '' : ` (${Math.round(elapsedMs)} ms)`;
  const reasons = failures.map(({ message, file: place = file, line, column }) => {
    const where = line === undefined ? '' : `${place}:${line}:${column}: `;
    return `  ${where}${message}\n`;
  });
  return `${passed ? 'pass' : 'FAIL'}  ${name}${time}\n${reasons.join('')}`;
}
