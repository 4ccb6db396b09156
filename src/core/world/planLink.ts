import { type FileReference, findFileReference } from './fileReference.ts';

const PLAN_SUFFIX = '.plan.json';
const SCENARIO_SUFFIXES = ['.scenario.json', '.snapshot.json'] as const;

/**
 * The scenario that a plan's file names in its field `scenario`, with a path relative to that file; also where the
 * text is not right elsewhere. Undefined when it names none.
 */
export function scenarioReference(planText: string): FileReference | undefined {
  return findFileReference(planText, 'scenario');
}

/**
 * The names under which the scenario of a plan's file that names none may lie beside it, the most likely first:
 * `door.scenario.json`, `door.snapshot.json` for `door.plan.json`. What stands behind a further dot may say which plan
 * it is, as in `door.fallback.plan.json`, so the name is tried without it too. Empty for a file of another kind.
 */
export function scenarioCandidates(planFileName: string): readonly string[] {
  if (!planFileName.endsWith(PLAN_SUFFIX)) return [];
  const candidates: string[] = [];
  let stem = planFileName.slice(0, -PLAN_SUFFIX.length);
  while (stem !== '') {
    for (const suffix of SCENARIO_SUFFIXES) candidates.push(stem + suffix);
    stem = stem.slice(0, Math.max(0, stem.lastIndexOf('.')));
  }
  return candidates;
}
