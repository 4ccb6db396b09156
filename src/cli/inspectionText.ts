import type { InspectedProblem, InspectedStep, Inspection } from '../core/answer/inspectAnswer.ts';
import { LineIndex } from '../core/json/inputProblem.ts';
import type { TextRange } from '../core/json/jsonText.ts';
import { callText } from '../core/world/callText.ts';
import type { PlanStep } from '../core/world/plan.ts';
import type { Scenario } from '../core/world/scenario.ts';
import { remainingHp, type SimulatedWorld } from '../core/world/simulation/simulatedWorld.ts';
import { printable } from './terminalWords.ts';

/** What was inspected. */
interface Inspected {
  /** The answer's file, as the user named it. */
  readonly file: string;
  readonly text: string;
  readonly scenario: Scenario;
}

const GOAL = { yes: 'reached', no: 'not reached', unknown: 'not known' } as const;
/** How much of a line is shown around the place of a problem. */
const MAX_EXCERPT = 100;
const MAX_BEFORE = 40;

/** An inspection as text for people: the verdict, what was read and repaired, each problem with its place, the worlds. */
export function inspectionText(inspection: Inspection, inspected: Inspected): string {
  const { repairs, problems, steps } = inspection;
  const lines = [verdictText(inspection), planText(inspection)];
  const index = new LineIndex(inspected.text);
  const placed = (range: TextRange | undefined, message: string): string => {
    const { line, column } = index.positionAt(range?.start ?? 0);
    return `${inspected.file}:${line}:${column}: ${message}`;
  };
  if (repairs.length > 0) lines.push('', 'Repaired:');
  for (const { range, message } of repairs) lines.push(placed(range, message));
  if (problems.length > 0) lines.push('', 'Problems:');
  for (const problem of problems) {
    const { range, severity, code, message, fixes } = problem;
    lines.push(placed(range, `${severity} ${code}: ${message}`), ...markedLine(inspected.text, problem));
    for (const { title } of fixes) lines.push(`  fix: ${title}`);
  }
  if (steps.length > 0) lines.push('', 'Steps, and the world after each:');
  for (const [at, step] of steps.entries()) lines.push(stepLine(step, at, inspected.scenario));
  return `${lines.join('\n')}\n`;
}

function verdictText({ executable, problems, objectiveReached }: Inspection): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const verdict = executable ? 'Executable' : `Not executable, ${errors} ${errors === 1 ? 'error' : 'errors'}`;
  return `${verdict}. Goal: ${GOAL[objectiveReached]}.`;
}

function planText({ plan, steps }: Inspection): string {
  const count = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  if (plan !== undefined) return `Plan ${JSON.stringify(plan.plan_id)} of ${count}.`;
  return steps.length === 0
    ? 'No plan could be read.'
    : `No plan that is right by its registry; ${count} could be read.`;
}

/** The line in which a problem begins, with carets under what it marks of it; none where there is nothing to mark. */
function markedLine(text: string, { range: { start, end } }: InspectedProblem): readonly string[] {
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline === -1 ? text.length : newline;
  const from = Math.max(lineStart, start - MAX_BEFORE);
  const to = Math.min(lineEnd, from + MAX_EXCERPT);
  const excerpt = visible(text.slice(from, to).trimEnd());
  if (excerpt === '') return [];
  const before = visible(text.slice(from, start)).length;
  const marked = visible(text.slice(start, Math.min(end, to))).length;
  return [`  ${excerpt}`, `  ${' '.repeat(before)}${'^'.repeat(Math.max(1, marked))}`];
}

/** As the terminal will show it, so that the carets stand under it. */
function visible(text: string): string {
  return printable(text.replaceAll('\t', ' '));
}

function stepLine({ step, written, world }: InspectedStep, index: number, scenario: Scenario): string {
  const [call, after] =
    world === undefined ? [writtenText(written), 'not carried out'] : [callText(step), worldText(world, scenario)];
  return `  ${index + 1}. ${call}\n     ${after}`;
}

/** A step as the answer has it, as a call where it has a tool's name. */
function writtenText(written: unknown): string {
  return isCall(written) ? callText(written) : JSON.stringify(written);
}

function isCall(value: unknown): value is PlanStep {
  return typeof value === 'object' && value !== null && 'act' in value && typeof value.act === 'string';
}

function worldText(world: SimulatedWorld, { snapshot }: Scenario): string {
  const { t, pos, ammo, damage } = world;
  const hurt = snapshot.enemies.filter(({ id }) => (damage.get(id) ?? 0) > 0);
  const enemies = hurt.map((enemy) => `enemy ${enemy.id} has ${rounded(remainingHp(world, enemy))} of ${enemy.hp} hp`);
  return [`t ${rounded(t)} s, at (${pos.x}, ${pos.y}), ammo ${ammo}`, ...enemies].join(', ');
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
