/** Kinds of tokens, by their numbers in a GGUF file. */
const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const BYTE = 6;

/** How SentencePiece writes a space. */
const SPACE = '\u2581';

/** Words of plans and prompts. Most of a text is in single letters all the same. */
const WORDS = [
  ...['plan', 'plan_id', 'steps', 'act', 'target_id', 'direction', 'objective', 'player', 'enemies', 'obstacles'],
  ...['the', 'and', 'with', 'tool', 'cell', 'move', 'position', 'reach', 'true', 'false'],
];
const JSON_PIECES = ['{"', '":', '",', '"}', '},', '[{', '}]', `${SPACE}"`, `${SPACE}{`, `${SPACE}[`, SPACE + SPACE];

/** Phi-3's special tokens, in its own order. */
const SPECIAL = ['<|endoftext|>', '<|assistant|>', '<|system|>', '<|end|>', '<|user|>'] as const;

export interface Token {
  readonly text: string;
  /** The higher, the sooner two pieces are merged to this one. */
  readonly score: number;
  readonly kind: number;
}

/** The tokens of a vocabulary, and the numbers of those that a model must know. */
export interface Vocabulary {
  readonly tokens: readonly Token[];
  readonly bos: number;
  readonly unknown: number;
  readonly endOfText: number;
}

/**
 * A small SentencePiece vocabulary in the order of Phi-3's: unknown, begin, end, the 256 bytes (so that every text has
 * tokens), pieces, special tokens.
 */
export function tinyVocabulary(): Vocabulary {
  const tokens = new Map<string, Token>();
  const add = (text: string, score: number, kind: number): void => {
    if (!tokens.has(text)) tokens.set(text, { text, score, kind });
  };
  add('<unk>', 0, UNKNOWN);
  add('<s>', 0, CONTROL);
  add('</s>', 0, CONTROL);
  for (let byte = 0; byte < 256; byte++) add(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, 0, BYTE);
  for (const piece of pieces()) add(piece, -tokens.size, NORMAL);
  for (const special of SPECIAL) add(special, 0, CONTROL);
  const texts = [...tokens.keys()];
  return { tokens: [...tokens.values()], bos: 1, unknown: 0, endOfText: texts.indexOf('<|endoftext|>') };
}

/** True for what stands in an answer's text, as opposed to raw bytes and marks. */
export function isWritten(token: Token): boolean {
  return token.kind === NORMAL;
}

/** A piece is made by merging two that exist: so each beginning of a word is a piece too. */
function* pieces(): Generator<string> {
  for (const word of WORDS) {
    for (const piece of [SPACE + word, word]) {
      for (let length = 2; length <= piece.length; length++) yield piece.slice(0, length);
    }
  }
  yield* JSON_PIECES;
  yield SPACE;
  for (let code = 0x21; code < 0x7f; code++) yield String.fromCharCode(code);
}
