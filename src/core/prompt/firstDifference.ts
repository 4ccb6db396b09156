import type { PromptPart } from './prompt.ts';

/** Where the later one of two prompts leaves the way of the one before it. */
export interface PromptDifference {
  /** So many characters (UTF-16 code units) are the same before it. */
  readonly character: number;
  /** The part that it is in, of the later prompt; where that ends first, of the earlier one. */
  readonly part: PromptPart['name'];
}

/**
 * The first place in which two prompts differ: a server that keeps the prefix of the last prompt has everything before
 * it evaluated, and reads the rest. Undefined for equal texts.
 */
export function firstDifference(
  earlier: readonly PromptPart[],
  later: readonly PromptPart[],
): PromptDifference | undefined {
  const [before, after] = [textOf(earlier), textOf(later)];
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let character = 0;
  while (character < shorter && before.charCodeAt(character) === after.charCodeAt(character)) character++;
  const part = partAt(later, character) ?? partAt(earlier, character);
  return part === undefined ? undefined : { character, part };
}

function textOf(parts: readonly PromptPart[]): string {
  return parts.map(({ text }) => text).join('');
}

function partAt(parts: readonly PromptPart[], character: number): PromptPart['name'] | undefined {
  let end = 0;
  return parts.find(({ text }) => {
    end += text.length;
    return character < end;
  })?.name;
}
