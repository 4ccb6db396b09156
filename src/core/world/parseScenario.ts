import { InputError } from '../base/errors.ts';
import { formatInputProblems, type InputProblem } from '../json/inputProblem.ts';
import { readJson } from '../json/readJson.ts';
import { expectBoolean, expectObject, expectString, isJsonObject, type JsonObject } from '../json/shapeGuards.ts';
import { ShapeIssues } from '../json/shapeIssues.ts';
import { readCustomTools } from './customTools.ts';
import { defaultRegistry } from './defaultRegistry.ts';
import { readExpectations } from './expectations.ts';
import { isFilePath } from './fileReference.ts';
import type { Scenario } from './scenario.ts';
import type { WorldSnapshot } from './snapshot.ts';
import { isWorldSnapshot } from './snapshotShape.ts';
import { createRegistry, type ToolRegistry, type WorldRules } from './tools.ts';
import { type ParsedTools, readLinkedTools, type ToolsFile } from './toolsFile.ts';

/** A scenario file, read. `message` lists what is wrong, a line each, with file and place. */
export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly message: string; readonly errors: readonly InputProblem[] };

const SCENARIO_FIELDS = [
  '$schema',
  'name',
  'snapshot',
  'objective',
  'instructions',
  'tools',
  'rules',
  'constraints',
  'expect',
  'request_id',
  'timestamp',
] as const;
const RULE_FIELDS = ['enforce_cooldowns', 'enforce_los', 'enforce_stamina'] as const;
/** Fields by which a bare snapshot is told from a scenario. */
const SNAPSHOT_FIELDS = ['t', 'player', 'me', 'enemies', 'pois', 'obstacles'] as const;
/** A name stands in status bar, table and file name. */
const MAX_NAME_LENGTH = 200;

/** What holds where a scenario says nothing: the engine enforces all three. */
export const defaultRules: WorldRules = { enforceCooldowns: true, enforceLineOfSight: true, enforceStamina: true };

/**
 * Reads a scenario file: a bare engine snapshot, or
 * `{ "name"?, "snapshot", "objective"?, "instructions"?, "tools"?, "rules"? | "constraints"?, "expect"?, "request_id"?,
 * "timestamp"? }`
 * where `tools` replaces the default registry (a list as in `readCustomTools`, or the path of a file that holds it:
 * `toolsFile`, which the caller reads, see `toolsReference`) and `rules` holds the switches
 * `enforce_cooldowns`, `enforce_los`, `enforce_stamina`. `expect` is what `readExpectations` takes. `request_id` and `timestamp` are accepted and mean nothing.
 * `source` is the file's name, for messages and as the scenario's name where it gives none. Every fault is reported
 * (the first 50 with their place). Fields that a snapshot has beyond the known ones are kept.
 */
export function parseScenario(text: string, source: string, toolsFile?: ToolsFile): ParsedScenario {
  const json = readJson(text, 'a scenario or a world snapshot');
  if (!json.ok) return failed(source, json.problems, 0);
  const issues = new ShapeIssues();
  const linked = readLinkedTools(toolsOf(json.value), toolsFile, issues);
  const scenario = readScenario(json.value, source, issues, linked);
  if (scenario !== undefined && issues.count === 0) return { ok: true, scenario };
  return failed(source, json.locate(issues.listed), issues.count - issues.listed.length, linked);
}

/**
 * The scenario of a bare snapshot with the default tools and rules.
 * Throws an `InputError` (`bad-snapshot`) that lists every fault when `snapshot` has not the engine's shape.
 */
export function scenarioFromSnapshot(snapshot: unknown, name = 'snapshot'): Scenario {
  const issues = new ShapeIssues();
  if (isWorldSnapshot(snapshot, [], issues)) return bareScenario(snapshot, name);
  const faults = issues.listed.map((issue) => issue.message).join(' ');
  throw new InputError('bad-snapshot', `This is no world snapshot. ${faults}`);
}

function readScenario(
  value: unknown,
  source: string,
  issues: ShapeIssues,
  linked: ParsedTools | undefined,
): Scenario | undefined {
  if (!isJsonObject(value)) {
    issues.addUnexpected([], value, 'an object: a world snapshot, or a scenario with a "snapshot" in it');
    return undefined;
  }
  if (isBareSnapshot(value)) {
    return isWorldSnapshot(value, [], issues) ? bareScenario(value, nameFrom(source)) : undefined;
  }

  issues.addUnknownNames([], value, SCENARIO_FIELDS);
  const name = readName(value['name'], issues) ?? nameFrom(source);
  const objective = readText(value, 'objective', issues);
  const instructions = readText(value, 'instructions', issues);
  const registry = readRegistry(value['tools'], name, issues, linked);
  const rules = readRules(value, issues);
  const expect =
    value['expect'] === undefined ? undefined : readExpectations(value['expect'], registry, ['expect'], issues);
  const snapshot = value['snapshot'];
  if (snapshot === undefined) {
    issues.addMissing([], 'snapshot', 'a world snapshot: an object with t, player, me, enemies, pois and obstacles');
    return undefined;
  }
  if (!isWorldSnapshot(snapshot, ['snapshot'], issues) || registry === undefined) return undefined;
  return {
    name,
    snapshot,
    registry,
    rules,
    objective: objective ?? snapshot.objective ?? undefined,
    instructions,
    ...(expect === undefined ? {} : { expect }),
  };
}

/** What a scenario says of its tools; a bare snapshot says nothing. */
function toolsOf(value: unknown): unknown {
  return isJsonObject(value) && !isBareSnapshot(value) ? value['tools'] : undefined;
}

function isBareSnapshot(value: JsonObject): boolean {
  return !Object.hasOwn(value, 'snapshot') && SNAPSHOT_FIELDS.some((field) => Object.hasOwn(value, field));
}

function bareScenario(snapshot: WorldSnapshot, name: string): Scenario {
  const objective = snapshot.objective ?? undefined;
  return { name, snapshot, registry: defaultRegistry, rules: defaultRules, objective, instructions: undefined };
}

function readName(value: unknown, issues: ShapeIssues): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.trim() !== '' && value.length <= MAX_NAME_LENGTH) return value;
  const expected = `a string of 1 to ${MAX_NAME_LENGTH} characters`;
  if (typeof value === 'string' && value.length > MAX_NAME_LENGTH) {
    issues.add(['name'], `"name" must be ${expected}, but has ${value.length}.`);
  } else issues.addUnexpected(['name'], value, expected);
  return undefined;
}

/** The name of a scenario that has none: where it comes from, as a name can be written. */
function nameFrom(source: string): string {
  if (source.trim() === '') return 'scenario';
  return source.length > MAX_NAME_LENGTH ? `…${source.slice(1 - MAX_NAME_LENGTH)}` : source;
}

function readText(value: JsonObject, field: string, issues: ShapeIssues): string | undefined {
  const text = value[field];
  if (text === undefined || text === null) return undefined;
  return expectString(text, [field], issues) ? text : undefined;
}

/** Undefined when the tools are faulty, which `issues` or `linked` then says. */
function readRegistry(
  tools: unknown,
  name: string,
  issues: ShapeIssues,
  linked: ParsedTools | undefined,
): ToolRegistry | undefined {
  if (tools === undefined) return defaultRegistry;
  if (linked !== undefined) return linked.ok ? createRegistry(linked.name, linked.tools) : undefined;
  if (typeof tools === 'string') {
    if (!isFilePath(tools)) {
      issues.addUnexpected(['tools'], tools, 'a list of tools, or the path of a file of tools on this machine');
    }
    return undefined;
  }
  const before = issues.count;
  const specs = readCustomTools(tools, ['tools'], issues);
  return issues.count === before ? createRegistry(name, specs) : undefined;
}

function readRules(scenario: JsonObject, issues: ShapeIssues): WorldRules {
  const field = Object.hasOwn(scenario, 'rules') ? 'rules' : 'constraints';
  if (field === 'rules' && Object.hasOwn(scenario, 'constraints')) {
    issues.add(['constraints'], '"constraints" is another name of "rules": keep one of the two.', 'key');
  }
  const value = scenario[field];
  if (value === undefined || !expectObject(value, [field], issues)) return defaultRules;
  issues.addUnknownNames([field], value, RULE_FIELDS);
  const isOn = (name: (typeof RULE_FIELDS)[number]): boolean => {
    const rule = value[name];
    return rule === undefined || !expectBoolean(rule, [field, name], issues) || rule;
  };
  return {
    enforceCooldowns: isOn('enforce_cooldowns'),
    enforceLineOfSight: isOn('enforce_los'),
    enforceStamina: isOn('enforce_stamina'),
  };
}

function failed(
  source: string,
  errors: readonly InputProblem[],
  more: number,
  linked?: ParsedTools,
): Extract<ParsedScenario, { ok: false }> {
  const message = formatInputProblems(source, errors, more);
  if (linked === undefined || linked.ok) return { ok: false, message, errors };
  return {
    ok: false,
    message: [message, linked.message].filter((lines) => lines !== '').join('\n'),
    errors: [...errors, ...linked.errors],
  };
}
