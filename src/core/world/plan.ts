/** An argument of a step, as JSON. */
export type ArgValue = number | string | boolean | { readonly x: number; readonly y: number } | readonly ArgValue[];

/** One step: the tool's exact name in `act`, its arguments beside it. */
export interface PlanStep {
  readonly act: string;
  readonly [arg: string]: ArgValue;
}

/** A plan as the engine reads it. A plan with no steps is not a plan: nothing in core ever returns one. */
export interface Plan {
  readonly plan_id: string;
  readonly steps: readonly PlanStep[];
}
