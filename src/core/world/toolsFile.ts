import { formatInputProblems, type InputProblem } from '../json/inputProblem.ts';
import { readJson } from '../json/readJson.ts';
import { expectString, isJsonObject } from '../json/shapeGuards.ts';
import { ShapeIssues } from '../json/shapeIssues.ts';
import { readCustomTools } from './customTools.ts';
import { findFileReference } from './fileReference.ts';
import type { ToolSpec } from './tools.ts';

/** A file of tools that a scenario names, or why it could not be read (a whole sentence). */
export type ToolsFile =
  | { readonly source: string; readonly text: string }
  | { readonly source: string; readonly failure: string };

/** A file of tools, read. `message` lists what is wrong, a line each, with file and place. */
export type ParsedTools =
  | { readonly ok: true; readonly name: string; readonly tools: readonly ToolSpec[] }
  | { readonly ok: false; readonly message: string; readonly errors: readonly InputProblem[] };

const FIELDS = ['$schema', 'name', 'tools'] as const;

/**
 * Reads a `*.tools.json` file: a list of tools (form: `readCustomTools`), or `{ "name"?, "tools": [...] }`. `source` is
 * the file's name, for messages and as the registry's name where the file gives none. The errors carry `source`, as
 * they are mostly shown beside those of the scenario that names the file.
 */
export function parseToolsFile(text: string, source: string): ParsedTools {
  const json = readJson(text, 'a list of tools, or an object with "tools" in it');
  if (!json.ok) return failed(source, json.problems, 0);
  const issues = new ShapeIssues();
  const { value } = json;
  const { name, tools } = isJsonObject(value) ? readObject(value, source, issues) : readList(value, source, issues);
  if (issues.count === 0) return { ok: true, name, tools };
  return failed(source, json.locate(issues.listed), issues.count - issues.listed.length);
}

/**
 * The path of the tools' file that the scenario `text` names in `tools`, relative to the scenario; also where the text
 * is not right elsewhere. Undefined when it names none, a URL included: `parseScenario` then says so.
 */
export function toolsReference(text: string): string | undefined {
  return findFileReference(text, 'tools')?.path;
}

function readObject(value: Readonly<Record<string, unknown>>, source: string, issues: ShapeIssues) {
  issues.addUnknownNames([], value, FIELDS);
  const { name } = value as { readonly name?: unknown };
  const isNamed = name !== undefined && expectString(name, ['name'], issues);
  const { tools } = value as { readonly tools?: unknown };
  if (tools === undefined) issues.addMissing([], 'tools', 'a list of at least one tool');
  const read = tools === undefined ? [] : readCustomTools(tools, ['tools'], issues);
  return { name: isNamed && name.trim() !== '' ? name : source, tools: read };
}

function readList(value: unknown, source: string, issues: ShapeIssues) {
  return { name: source, tools: readCustomTools(value, [], issues) };
}

function failed(source: string, problems: readonly InputProblem[], more: number): ParsedTools {
  const errors = problems.map((problem) => ({ ...problem, source }));
  return { ok: false, message: formatInputProblems(source, errors, more), errors };
}
