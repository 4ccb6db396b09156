/** A name without case, `_`, `-` and spaces: `MoveTo`, `move_to` and `Move to` are then the same. */
export function foldName(name: string): string {
  // By hand: a regular expression takes twice the time, and every name of a plan and its world comes through here.
  const lower = name.toLowerCase();
  let folded = '';
  let from = 0;
  for (let at = 0; at < lower.length; at++) {
    if (!isSeparator(lower.charCodeAt(at))) continue;
    folded += lower.slice(from, at);
    from = at + 1;
  }
  return from === 0 ? lower : folded + lower.slice(from);
}

/** `_`, `-` or a space. */
function isSeparator(code: number): boolean {
  return code === 95 || code === 45 || code === 32;
}

/** Longer names than this are not compared: nobody mistypes a paragraph, and the comparison is quadratic. */
const MAX_COMPARED_LENGTH = 64;

/**
 * The one of `names` that `name` was most likely meant to be, for "did you mean": at most a third of its letters may
 * differ (Levenshtein distance of the folded names). Undefined when none is that near.
 */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  const wanted = foldName(name);
  if (wanted.length > MAX_COMPARED_LENGTH) return undefined;
  let nearest: string | undefined;
  let smallest = Infinity;
  for (const candidate of names) {
    const folded = foldName(candidate);
    const edits = editDistance(wanted, folded);
    if (edits < smallest && edits <= Math.max(1, Math.floor(Math.max(wanted.length, folded.length) / 3))) {
      nearest = candidate;
      smallest = edits;
    }
  }
  return nearest;
}

/** Levenshtein (1965): single letters inserted, removed or replaced; one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
