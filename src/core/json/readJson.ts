import { type InputProblem, LineIndex } from './inputProblem.ts';
import { JsonPlaces } from './jsonPlaces.ts';
import { toPointer } from './jsonPointer.ts';
import { explainSyntaxError } from './jsonSyntax.ts';
import { MAX_JSON_DEPTH, readJsonTree, tooDeepAt } from './jsonText.ts';
import type { ShapeIssue } from './shapeIssues.ts';

/** A JSON file that a person wrote, read; `locate` finds where in its text issues with the value are. */
export type JsonInput =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly locate: (issues: readonly ShapeIssue[]) => readonly InputProblem[];
    }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/** Behind the first few, errors of syntax are mostly echoes. */
const MAX_SYNTAX_ERRORS = 20;

/**
 * Reads a JSON file. A byte order mark is skipped; `expected` says in messages what the file should hold. The tree
 * with offsets is made only when there is something to locate.
 */
export function readJson(text: string, expected: string): JsonInput {
  const json = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  if (json.trim() === '') return { ok: false, problems: [at(text, 0, 0, `The file is empty; expected ${expected}.`)] };
  const deep = tooDeepAt(json);
  if (deep !== undefined) {
    const message = `Brackets nest deeper than ${MAX_JSON_DEPTH} levels here; expected ${expected}.`;
    return { ok: false, problems: [at(text, deep, 1, message)] };
  }
  try {
    const value: unknown = JSON.parse(json);
    return { ok: true, value, locate: (issues) => locateAll(text, json, issues) };
  } catch (error) {
    return { ok: false, problems: syntaxProblems(text, json, error) };
  }
}

function locateAll(text: string, json: string, issues: readonly ShapeIssue[]): readonly InputProblem[] {
  const { tree } = readJsonTree(json);
  const places = tree === undefined ? undefined : new JsonPlaces(tree);
  const lines = new LineIndex(text);
  return issues.map((issue) => {
    const { start, end } = places?.rangeOf(issue.path, issue.at) ?? { start: 0, end: 0 };
    // A missing field has no place of its own; marking the whole object would mark half of the file.
    const length = issue.at === 'inside' ? Math.min(1, end - start) : end - start;
    return {
      message: issue.message,
      pointer: toPointer(issue.path),
      ...lines.positionAt(start),
      offset: start,
      length,
    };
  });
}

function syntaxProblems(text: string, json: string, error: unknown): readonly InputProblem[] {
  const { errors } = readJsonTree(json);
  const lines = new LineIndex(text);
  const problems: InputProblem[] = [];
  for (const syntaxError of errors.slice(0, MAX_SYNTAX_ERRORS)) {
    const { start, end } = syntaxError;
    // The parser often says twice what it misses at one place; the first is the more exact.
    if (problems.at(-1)?.offset === start) continue;
    const message = explainSyntaxError(syntaxError, json, 'the end of the file');
    problems.push({ message, pointer: '', ...lines.positionAt(start), offset: start, length: end - start });
  }
  if (problems.length > 0) return problems;
  // What only JSON.parse refuses, for example a number with a leading zero.
  const reason = error instanceof Error ? error.message : String(error);
  const offset = Number(/position (\d+)/.exec(reason)?.[1] ?? 0);
  return [at(text, offset, 1, `This is not JSON: ${reason}`)];
}

function at(text: string, offset: number, length: number, message: string): InputProblem {
  return { message, pointer: '', ...new LineIndex(text).positionAt(offset), offset, length };
}
