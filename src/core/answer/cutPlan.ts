import { getNodeValue } from 'jsonc-parser';
import type { JsonSyntaxError, JsonTree } from '../json/jsonText.ts';

/** A plan in JSON that ends before its end. */
interface CutJson {
  /** Without white space at its end. */
  readonly json: string;
  readonly tree: JsonTree;
  readonly plan: JsonTree | undefined;
  readonly steps: JsonTree | undefined;
  /** What the text leaves open. */
  readonly open: ReadonlySet<JsonTree>;
  /** The error that the end is, where it is one beside brackets that are missing. */
  readonly cut: JsonSyntaxError | undefined;
  /** A list of steps that does not end is not all of it, even behind a step. */
  readonly areStepsCut: boolean;
  /** True when the last thing in `json` is known to be all there: what followed it was left out. */
  readonly isEndSure: boolean;
}

/** What the end of a text cuts of its plan. */
type Ending =
  /** Nothing: it lacks no more than brackets. */
  | { readonly type: 'whole' }
  /** A field behind the list of steps, from `start` on. */
  | { readonly type: 'field'; readonly message: string; readonly start: number }
  /** The steps; `whole` is a plan of those before the cut, absent when there are none. */
  | { readonly type: 'steps'; readonly message: string; readonly whole?: unknown };

/** Says how a text that ends early cuts its plan. */
export function cutOff(cutJson: CutJson): Ending {
  const { json, plan, steps, open, cut, areStepsCut, isEndSure } = cutJson;
  if (steps?.type === 'array' && !open.has(steps)) {
    // A digit at the very end may be the first of more.
    return cut !== undefined || (!isEndSure && /\d$/.test(json)) ? cutField(cutJson) : { type: 'whole' };
  }
  const list = steps?.type === 'array' ? (steps.children ?? []) : [];
  const closed = list.filter((step, index) => !open.has(step) && (step.type === 'object' || index < list.length - 1));
  const isLastStepClosed = closed.length > 0 && closed.length === list.length && json.endsWith('}');
  if (isLastStepClosed && cut === undefined && !areStepsCut) return { type: 'whole' };
  const count = closed.length;
  const message = `The answer ends in the middle of the plan, after ${count} complete ${count === 1 ? 'step' : 'steps'}.`;
  if (plan === undefined || count === 0) return { type: 'steps', message };
  const { plan_id: planId = '' } = getNodeValue(plan) as { readonly plan_id?: unknown };
  return {
    type: 'steps',
    message,
    whole: { plan_id: planId, steps: closed.map((step): unknown => getNodeValue(step)) },
  };
}

/** The field in which the text ends: of the plan, or of what is around a plan that is complete. */
function cutField({ json, tree, plan, open, cut }: CutJson): Ending {
  const owner = plan !== undefined && open.has(plan) ? plan : tree;
  const last = owner.children?.at(-1);
  const [name, value] = last?.children ?? [];
  const isWhole = value !== undefined && !open.has(value);
  if (last !== undefined && (!isWhole || cut === undefined || cut.start < value.offset + value.length)) {
    const message = `The field ${JSON.stringify(name?.value)}, in which the answer ends, was left out.`;
    return { type: 'field', message, start: last.offset };
  }
  if (cut === undefined || cut.start >= json.length) return { type: 'whole' };
  return { type: 'field', message: 'The field in which the answer ends was left out.', start: cut.start };
}
