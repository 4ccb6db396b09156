import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { TextRange } from '../json/jsonText.ts';

/** The scenario that the text of a plan names in its field `scenario`, and where it does; undefined where it names none. */
export function scenarioReference(planText: string): (TextRange & { readonly path: string }) | undefined {
  if (!planText.includes('"scenario"')) return undefined;
  const tree: Node | undefined = parseTree(planText);
  const node = tree === undefined ? undefined : findNodeAtLocation(tree, ['scenario']);
  if (node?.type !== 'string' || typeof node.value !== 'string') return undefined;
  return { path: node.value, start: node.offset, end: node.offset + node.length };
}

/**
 * The names of the scenario files that a plan file may belong to by its own name, the most special first:
 * `door.fallback.plan.json` belongs to `door.fallback.scenario.json`, or else to `door.scenario.json`.
 */
export function scenarioCandidates(planFileName: string): readonly string[] {
  const parts = planFileName.replace(/(\.plan)?\.json$/, '').split('.');
  const candidates: string[] = [];
  for (let count = parts.length; count > 0; count--) {
    const stem = parts.slice(0, count).join('.');
    candidates.push(`${stem}.scenario.json`, `${stem}.snapshot.json`);
  }
  return candidates;
}
