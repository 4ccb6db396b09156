import type { JsonPatchOperation } from '../json/jsonPatch.ts';

/** A change of a plan that mends one problem of it. */
export interface PlanFix {
  /** What it does, as a menu says it: `Change "MoveToo" to "MoveTo"`. */
  readonly title: string;
  /** The change of the plan, whose root is `''`. */
  readonly patch: readonly JsonPatchOperation[];
}
