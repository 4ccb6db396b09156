/**
 * Characters (UTF-16 code units) per token. The simulator has no tokenizer, so every count it reports is this estimate:
 * English and JSON come to between 3 and 4.5 characters a token with the vocabularies of Llama and its kin.
 */
export const charactersPerToken = 4;

/** Estimated tokens of `text`, rounded up. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

/**
 * Cuts `text` into the pieces that are streamed one by one, each about a token; joined again they are `text`.
 * A character outside the basic plane is never split, since a lone surrogate does not survive UTF-8.
 */
export function splitIntoTokens(text: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + charactersPerToken, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end++;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function isHighSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdbff;
}
