import type { KeyDifference, MissExplanation } from '../core/prompt/explainMiss.ts';
import { formatPercent, formatPlural } from './format.ts';

/** The cache as the question that missed found it. */
export interface MissCircumstances {
  /** How many cached plans there were to compare with. */
  readonly cached: number;
  /** Why there were none: all were cleared, or too old. Absent where nothing had been kept yet. */
  readonly gone?: 'cleared' | 'expired';
}

/** Parts of a key that a sentence names; more are counted. */
const MAX_PARTS = 6;
const MAX_CHARS = 100;

/**
 * Why a question was not answered from the cache, for people: one to three lines. Plain text that stays what it is in
 * Markdown too: where words of a world or a tool hold characters of its markup, look-alikes stand for them.
 */
export function explanationText(explanation: MissExplanation, circumstances: MissCircumstances): string {
  if (explanation.nearest === undefined) return emptyText(circumstances);
  const { differences, similarity } = explanation;
  if (differences.length === 0) {
    return 'The plan for this very question is cached now: it was kept after this request, and the next one finds it.';
  }
  const { cached } = circumstances;
  const subject = cached === 1 ? 'The only cached plan' : `The nearest of ${formatPlural(cached, 'cached plan')}`;
  const named = differences.slice(0, MAX_PARTS).map(differenceText);
  if (differences.length > MAX_PARTS) named.push(`and ${differences.length - MAX_PARTS} more`);
  const lines = [`${subject} differs in ${formatPlural(differences.length, 'part')} of its key: ${named.join('; ')}.`];
  if (differences.some(isOfWorld))
    lines.push(`Of what the two questions say ${formatPercent(similarity)} is the same.`);
  if (!differences.every(isOfWorld)) {
    lines.push('A plan that was made by another model, or with other tools or settings, is never served.');
  }
  return lines.join('\n');
}

function emptyText({ gone }: MissCircumstances): string {
  switch (gone ?? 'not yet') {
    case 'cleared':
      return 'The prompt cache was cleared, and no plan has been kept since.';
    case 'expired':
      return 'All cached plans were too old to be served; planscope.cache.ttlMs says how long a plan may be.';
    case 'not yet':
      return 'The prompt cache was empty: a plan is kept once the model has made one that can be carried out.';
  }
}

function differenceText({ part, asked, known }: KeyDifference): string {
  return `${inert(part.replace(/^world\//, ''))} is ${valueText(asked)}, was ${valueText(known)}`;
}

function valueText(value: string | undefined): string {
  if (value === undefined) return 'not there';
  return value === '' ? 'empty' : inert(value);
}

function isOfWorld({ part }: KeyDifference): boolean {
  return part.startsWith('world/') || part.startsWith('scenario/');
}

/** On one line, of bounded length, and without what Markdown takes for markup; `_` is none within a word. */
function inert(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ');
  const cut = line.length > MAX_CHARS ? `${line.slice(0, MAX_CHARS - 1)}…` : line;
  return cut
    .replace(/[`*[\]<>|\\~]/g, (mark) => LOOK_ALIKES.get(mark) ?? ' ')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿');
}

const LOOK_ALIKES: ReadonlyMap<string, string> = new Map([
  ['`', '’'],
  ['*', '∗'],
  ['[', '［'],
  [']', '］'],
  ['<', '‹'],
  ['>', '›'],
  ['|', '¦'],
  ['\\', '＼'],
  ['~', '∼'],
]);
