import path from 'node:path';
import { InputError } from '../core/base/errors.ts';
import { readJson } from '../core/json/readJson.ts';
import { isJsonObject } from '../core/json/shapeGuards.ts';
import { type ParsedScenario, parseScenario } from '../core/world/parseScenario.ts';
import type { Scenario } from '../core/world/scenario.ts';
import { type ToolsFile, toolsReference } from '../core/world/toolsFile.ts';
import { readInputFile } from './inputFile.ts';

/**
 * The scenario in a file that was named by hand, with the tools' file that it names, wherever that lies: who names a
 * file trusts it. Throws an `InputError` that lists what is wrong with either.
 */
export async function readScenarioFile(file: string, signal: AbortSignal): Promise<Scenario> {
  const text = await readInputFile(file, signal);
  const parsed = await readScenarioText(text, file, signal);
  if (parsed.ok) return parsed.scenario;
  const judge = `To judge it: npm run plan -- SCENARIO.json --answer ${file}`;
  const message = isPlan(text) ? `${file} is a plan, not a scenario. ${judge}` : parsed.message;
  throw new InputError('scenario', message);
}

function isPlan(text: string): boolean {
  const json = readJson(text, 'a plan');
  const value = json.ok ? json.value : undefined;
  if (!isJsonObject(value) || Object.hasOwn(value, 'snapshot')) return false;
  return Object.hasOwn(value, 'plan_id') && Object.hasOwn(value, 'steps');
}

/** As `readScenarioFile`, of a file whose text is known. What is wrong with it is a value. */
export async function readScenarioText(text: string, file: string, signal: AbortSignal): Promise<ParsedScenario> {
  return parseScenario(text, file, await readToolsFile(text, file, signal));
}

async function readToolsFile(text: string, file: string, signal: AbortSignal): Promise<ToolsFile | undefined> {
  const named = toolsReference(text);
  if (named === undefined) return undefined;
  const source = path.isAbsolute(named) ? named : path.join(path.dirname(file), named);
  try {
    return { source, text: await readInputFile(source, signal) };
  } catch (error) {
    if (error instanceof InputError) return { source, failure: error.message };
    throw error;
  }
}
