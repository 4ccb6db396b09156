import type { TextRange } from '../world/jsonText.ts';
import type { Problem } from '../world/problems.ts';

const OPENING_FENCE = /(?:^|\n)[ \t]*(?:```|~~~)[^\n`]*\s*$/;
const CLOSING_FENCE = /^\s*(?:```|~~~)/;

/** Names what of `text` around the plan at `range` is left out: a code fence, words before it, words after it. */
export function droppedText(text: string, range: TextRange): readonly Problem[] {
  const repairs: Problem[] = [];
  const before = text.slice(0, range.start);
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
      repaired(`${words.length} characters of text before the plan were dropped.`, { start: 0, end: range.start }),
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
