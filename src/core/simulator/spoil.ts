import { type Random, randomInt } from '../base/random.ts';
import type { DealtFault } from './faultDealer.ts';

/** A tool that no registry of ours holds, and one that small models do invent. */
const inventedTool = 'HoldPosition';

/** Characters of two, three and four bytes. */
const wideName = 'naïve–計画–😀';

/** How the plan begins that never ends. */
const openPlan = '{"plan_id":"endless","steps":[';

/** What the model says once `fault` has got at it; the text itself where the fault is of another sort. */
export function spoilText(text: string, fault: DealtFault | undefined): string {
  switch (fault?.kind) {
    case 'empty':
      return '';
    case 'truncated-json':
    case 'repeating-token':
      return text.slice(0, cutPoint(text.length, fault.random));
    case 'endless-whitespace':
      // A place where JSON allows white space, which is why a constraint to JSON does not end it.
      return text.slice(0, text.indexOf('[') + 1);
    case 'endless':
    case 'slow-drip':
      return openPlan;
    case 'wrong-tool':
      return withInventedTool(text);
    case 'byte-by-byte':
      return withWideCharacters(text);
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

function withWideCharacters(text: string): string {
  const name = /"plan_id"(\s*:\s*)"[^"]*"/;
  if (!name.test(text)) return `${text} ${wideName}`;
  return text.replace(name, (_match, colon: string) => `"plan_id"${colon}"${wideName}"`);
}
