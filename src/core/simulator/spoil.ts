import { type Random, randomInt } from '../base/random.ts';
import type { DealtFault } from './faults.ts';

/** A tool that no registry of ours holds, and one that small models do invent. */
const inventedTool = 'HoldPosition';

/** What the model says once `fault` has got at it; the text itself where the fault is of another sort. */
export function spoilText(text: string, fault: DealtFault | undefined): string {
  switch (fault?.kind) {
    case 'empty':
      return '';
    case 'truncated-json':
      return text.slice(0, cutPoint(text.length, fault.random));
    case 'wrong-tool':
      return withInventedTool(text);
    default:
      return text;
  }
}

/** Where to break something of `length` parts off: somewhere in its middle half, but never before the first part. */
export function cutPoint(length: number, random: Random): number {
  return Math.max(1, Math.floor(length / 4) + randomInt(random, Math.max(1, Math.floor(length / 2))));
}

function withInventedTool(text: string): string {
  const act = /"act"(\s*:\s*)"[^"]*"/;
  if (!act.test(text)) return JSON.stringify({ plan_id: 'wrong-tool', steps: [{ act: inventedTool }] });
  return text.replace(act, (_match, colon: string) => `"act"${colon}"${inventedTool}"`);
}
