import type { TextRange } from '../json/jsonText.ts';
import type { Problem } from '../world/problems.ts';

const OPENING_FENCE = /(?:^|\n)[ \t]*(?:```|~~~)[^\n`]*\s*$/;
const CLOSING_FENCE = /^\s*(?:```|~~~)/;

/** Names the thinking that `text` begins with, up to `end`. */
export function droppedThinking(text: string, end: number): readonly Problem[] {
  if (end === 0) return [];
  const { length } = text.slice(0, end).trimStart();
  const message = `${length} characters of thinking before the plan were dropped.`;
  return [repaired(message, { start: end - length, end })];
}

/** Names what of `text` from `from` on is left out around the plan at `range`: a code fence, words before and after it. */
export function droppedText(text: string, range: TextRange, from: number): readonly Problem[] {
  const repairs: Problem[] = [];
  const before = text.slice(from, range.start);
  const after = text.slice(range.end);
  // A fence line is short; the expression need not search a long text for its start.
  const opening = OPENING_FENCE.exec(before.slice(-200))?.[0].length ?? 0;
  const closing = CLOSING_FENCE.exec(after)?.[0].length ?? 0;
  if (opening > 0 || closing > 0) {
    const fence = { start: range.start - opening, end: range.end + closing };
    repairs.push(repaired('The code fence around the plan was removed.', fence));
  }
  const words = before.slice(0, before.length - opening).trim();
  if (words !== '') {
    repairs.push(
      repaired(`${words.length} characters of text before the plan were dropped.`, { start: from, end: range.start }),
    );
  }
  const rest = after.slice(closing).trim();
  if (rest !== '') {
    const another = rest.includes('"steps"') ? ', and in it what may be another plan' : '';
    const message = `${rest.length} characters of text after the plan were dropped${another}.`;
    repairs.push(repaired(message, { start: range.end, end: text.length }));
  }
  return repairs;
}

function repaired(message: string, range: TextRange): Problem {
  return { code: 'repaired', severity: 'info', message, pointer: '', range };
}
