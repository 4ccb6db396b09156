import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError, isAbort, toCoreError } from '../core/base/errors.ts';
import type { Client } from '../core/client.ts';
import { LineIndex } from '../core/json/inputProblem.ts';
import { placeOf } from '../core/json/placeOf.ts';
import { testPlan } from '../core/planTest.ts';
import { withClient } from './connectedClient.ts';
import { readInputFile } from './inputFile.ts';
import type { CliIo } from './io.ts';
import type { ModelOptions } from './modelOptions.ts';
import { readScenarioFile } from './scenarioFile.ts';
import { inTerminalWords } from './terminalWords.ts';

/** What came of the test of one scenario. */
interface PlanTestReport {
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
  /** From the request to the plan; absent where there was no request. */
  readonly elapsedMs?: number;
  /** Why it failed, each with its place in the file (from 1). */
  readonly failures: readonly { readonly message: string; readonly line: number; readonly column: number }[];
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

/** The files named by hand, and those below named folders that hold a test, by their names. */
async function testFiles(named: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const files: string[] = [];
  for (const name of named) {
    const found = await stat(name).catch(() => undefined);
    if (found?.isDirectory() !== true) {
      files.push(name);
      continue;
    }
    const below = await readdir(name, { recursive: true });
    for (const file of below.filter(isSearched).toSorted()) {
      const whole = path.join(name, file);
      if ((await readInputFile(whole, signal)).includes('"expect"')) files.push(whole);
    }
  }
  return files;
}

function isSearched(file: string): boolean {
  const isHidden = file.split(path.sep).some((part) => part === 'node_modules' || part.startsWith('.'));
  return file.endsWith(SCENARIO) && !isHidden;
}

async function runOne(client: Client, file: string, signal: AbortSignal): Promise<PlanTestReport> {
  try {
    const text = await readInputFile(file, signal);
    const scenario = await readScenarioFile(file, signal);
    const { name, expect } = scenario;
    if (expect === undefined) return failedAt(file, name, 'The scenario has no "expect", so there is nothing to test.');
    const { result, unmet } = await testPlan(client.plan.bind(client), scenario, expect, signal);
    const lines = new LineIndex(text);
    const failures = unmet.map(({ pointer, message }) => ({
      message,
      ...lines.positionAt(placeOf(text, pointer).start),
    }));
    return { file, name, passed: failures.length === 0, elapsedMs: result.trace.totalMs, failures };
  } catch (error) {
    if (isAbort(error)) throw error;
    return failedAt(file, file, toCoreError(error).message);
  }
}

function failedAt(file: string, name: string, message: string): PlanTestReport {
  return { file, name, passed: false, failures: [{ message, line: 1, column: 1 }] };
}

function reportText({ file, name, passed, elapsedMs, failures }: PlanTestReport): string {
  const time = elapsedMs === undefined ? '' : ` (${Math.round(elapsedMs)} ms)`;
  const reasons = failures.map(
    ({ message, line, column }) => `  ${file}:${line}:${column}: ${inTerminalWords(message)}\n`,
  );
  return `${passed ? 'pass' : 'FAIL'}  ${name}${time}\n${reasons.join('')}`;
}
