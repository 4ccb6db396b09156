import fc from 'fast-check';
import type { ArgValue, Plan, PlanStep } from '../../src/core/world/plan.ts';
import type { ArgType, ToolArg, ToolRegistry, ToolSpec } from '../../src/core/world/tools.ts';

/** How far the values of a plan go. A grammar bounds strings and numbers, a schema does not. */
interface PlanBounds {
  readonly maxString: number;
  readonly maxWhole: number;
}

/** Plans of 1 to 12 steps that are right by `registry`. */
export function plansOf(registry: ToolRegistry, bounds: PlanBounds): fc.Arbitrary<Plan> {
  const steps = fc.array(fc.oneof(...registry.tools.map((tool) => stepOf(tool, bounds))), {
    minLength: 1,
    maxLength: 12,
  });
  return fc.record({ plan_id: textOf(bounds), steps });
}

/** Steps of one tool, with and without its optional arguments. */
function stepOf(tool: ToolSpec, bounds: PlanBounds): fc.Arbitrary<PlanStep> {
  const values = tool.args.map((arg) => memberOf(arg, bounds));
  return fc.tuple(...values).map((members): PlanStep => ({ act: tool.name, ...Object.fromEntries(members.flat()) }));
}

function memberOf(arg: ToolArg, bounds: PlanBounds): fc.Arbitrary<readonly (readonly [string, ArgValue])[]> {
  const given = valueFor(arg.type, bounds).map((value) => [[arg.name, value] as const]);
  return arg.optional ? fc.oneof(given, fc.constant([])) : given;
}

/** One character each; fast-check's own `binary` takes seconds to begin with. */
const character = fc.oneof(
  fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
  fc.constantFrom('"', '\\', '\n', '\u2028', '\ud800', 'é', '漢', '😀', '}', ']'),
);

function textOf({ maxString }: PlanBounds): fc.Arbitrary<string> {
  return fc.string({ unit: character, maxLength: maxString });
}

/** Any value that `type` takes, within the bounds. */
function valueFor(type: ArgType, bounds: PlanBounds): fc.Arbitrary<ArgValue> {
  const { maxWhole } = bounds;
  switch (type.type) {
    case 'i32':
      return fc.integer({ min: Math.ceil(type.min ?? -maxWhole), max: maxWhole });
    case 'u32':
      return fc.integer({ min: Math.max(0, Math.ceil(type.min ?? 0)), max: maxWhole });
    case 'entity':
      return fc.integer({ min: 0, max: maxWhole });
    case 'f32':
      // Quarters, as JSON writes small fractions with an exponent.
      return fc.integer({ min: Math.ceil(4 * (type.min ?? -10_000)), max: 40_000 }).map((quarters) => quarters / 4);
    case 'string':
      return textOf(bounds);
    case 'bool':
      return fc.boolean();
    case 'vec':
      return fc.record({
        x: fc.integer({ min: -maxWhole, max: maxWhole }),
        y: fc.integer({ min: -maxWhole, max: maxWhole }),
      });
    case 'enum':
      return fc.constantFrom(...type.values);
    case 'list':
      return fc.array(valueFor(type.of, bounds), { maxLength: 16, size: 'max' });
  }
}

/** Tools as nobody should name them, with every type of argument. */
export const oddTools: readonly ToolSpec[] = [
  odd('say "hi" \\ now', [['text', { type: 'string' }]]),
  odd('Schleich-Schritt für 漢字 😀', [['zahl', { type: 'i32', min: -3 }]]),
  odd('line\nbreak\u2028 and \u0007', [['on', { type: 'bool' }]]),
  odd('](){}|::= #', [
    ['way', { type: 'enum', values: ['a"b', 'c\\d', 'é'] }],
    ['parts', { type: 'list', of: { type: 'list', of: { type: 'f32' } } }, true],
  ]),
  odd('call0', [
    ['a', { type: 'u32', min: 2 }, true],
    ['b', { type: 'f32', min: 0.5 }, true],
    ['c', { type: 'vec' }, true],
    ['d', { type: 'entity' }, true],
    ['e', { type: 'list', of: { type: 'enum', values: ['x', 'y'] } }],
  ]),
  odd('', []),
];

function odd(name: string, args: readonly (readonly [string, ArgType, boolean?])[]): ToolSpec {
  return {
    name,
    category: 'Custom',
    description: '',
    args: args.map(([argName, type, optional = false]) => ({ name: argName, type, optional })),
    requires: [],
    effects: [],
  };
}

/** One way to spoil a plan so that no form of a plan lets it pass. */
export const planFaults: readonly (readonly [string, (plan: Plan) => unknown])[] = [
  ['no plan_id', ({ steps }) => ({ steps })],
  ['a plan_id that is a number', (plan) => ({ ...plan, plan_id: 1 })],
  ['no steps', ({ plan_id }) => ({ plan_id })],
  ['an empty list of steps', (plan) => ({ ...plan, steps: [] })],
  ['a step that is no list', (plan) => ({ ...plan, steps: plan.steps[0] })],
  ['13 steps', (plan) => ({ ...plan, steps: Array.from({ length: 13 }, () => plan.steps[0]) })],
  ['a field too many', (plan) => ({ ...plan, why: 'x' })],
  ['an unknown tool', (plan) => withLast(plan, (step) => ({ ...step, act: 'Teleport' }))],
  ['a tool in other letters', (plan) => withLast(plan, (step) => ({ ...step, act: `${step.act}_` }))],
  ['a step without its tool', (plan) => withLast(plan, ({ act: _, ...args }) => args)],
  ['an argument too many', (plan) => withLast(plan, (step) => ({ ...step, other: 1 }))],
  ['an argument that is null', (plan) => withLast(plan, (step) => ({ ...step, ...spoilt(step, () => null) }))],
  ['an argument of another type', (plan) => withLast(plan, (step) => ({ ...step, ...spoilt(step, otherType) }))],
  ['a step in a list', (plan) => withLast(plan, (step) => [step])],
];

function withLast(plan: Plan, change: (step: PlanStep) => unknown): unknown {
  return { ...plan, steps: [...plan.steps.slice(0, -1), ...plan.steps.slice(-1).map(change)] };
}

/** The step's first argument, changed; of a step without any, one that nobody knows. */
function spoilt(step: PlanStep, change: (value: ArgValue) => unknown): object {
  const name = Object.keys(step).find((key) => key !== 'act') ?? 'other';
  return { [name]: change(step[name] ?? 1) };
}

function otherType(value: ArgValue): unknown {
  return typeof value === 'object' ? 1 : typeof value === 'boolean' ? 'true' : [value];
}
