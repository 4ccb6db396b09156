/** Bounds the search in a prompt full of stray braces; a real snapshot is found within the first dozen. */
const maxCandidates = 256;

/** A world snapshot as it stands in a prompt. */
export interface FoundSnapshot {
  readonly text: string;
  readonly value: object;
}

/**
 * Finds the last balanced JSON object in `prompt` that has the four fields of a world snapshot: `t`, `player`, `me`
 * and `enemies`. Searches from the end, where prompts keep what changes, so a long fixed part costs nothing.
 */
export function findSnapshot(prompt: string): FoundSnapshot | undefined {
  let candidates = 0;
  let key = prompt.lastIndexOf('"enemies"');
  while (key > 0) {
    for (let start = prompt.lastIndexOf('{', key); start !== -1; start = prompt.lastIndexOf('{', start - 1)) {
      if (++candidates > maxCandidates) return undefined;
      const end = balancedEnd(prompt, start);
      if (end > key) {
        const text = prompt.slice(start, end);
        const value = parseObject(text);
        if (value !== undefined && isSnapshotLike(value)) return { text, value };
      }
      // `lastIndexOf` takes a negative position for 0 and would find this brace for ever.
      if (start === 0) break;
    }
    key = prompt.lastIndexOf('"enemies"', key - 1);
  }
  return undefined;
}

/** The offset after the brace that closes the one at `start`, or -1. Braces within strings do not count. */
function balancedEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = stringEnd(text, at);
        if (at === -1) return -1;
        break;
      case 0x7b: // {
        depth++;
        break;
      case 0x7d: // }
        if (--depth === 0) return at + 1;
        break;
    }
  }
  return -1;
}

/** The offset of the quote that closes the one at `start`, or -1. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5c) at++;
    else if (unit === 0x22) return at;
  }
  return -1;
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSnapshotLike(value: object): boolean {
  return ['t', 'player', 'me', 'enemies'].every((field) => Object.hasOwn(value, field));
}
