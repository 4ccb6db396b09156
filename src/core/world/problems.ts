/** Every way in which an answer or a plan can be wrong. Stable: users filter by it. */
export type ProblemCode =
  | 'empty-answer'
  | 'not-json'
  | 'cut-short'
  | 'repaired'
  | 'not-a-plan'
  | 'empty-plan'
  | 'unknown-tool'
  | 'missing-argument'
  | 'extra-argument'
  | 'mistyped-argument'
  | 'value-out-of-range'
  | 'unknown-entity'
  | 'blocked-cell'
  | 'unreachable-cell'
  | 'out-of-range'
  | 'no-line-of-sight'
  | 'no-ammunition'
  | 'on-cooldown'
  | 'duplicate-step'
  | 'useless-step'
  | 'objective-not-reached';

/** A finding about a plan. Only errors make it not executable. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning' | 'info';
  /** Names the fact that contradicts the plan. */
  readonly message: string;
  /** JSON pointer (RFC 6901) into the plan, '' for the whole. */
  readonly pointer: string;
  /** The argument that is missing, which has no place of its own. */
  readonly arg?: string;
  /** Where in the model's text, as UTF-16 offsets; absent when the plan has no text. */
  readonly range?: { readonly start: number; readonly end: number };
}

/** True when no problem is an error. */
export function isExecutable(problems: readonly Problem[]): boolean {
  return problems.every((problem) => problem.severity !== 'error');
}
