import { CodeUnits } from './codeUnits.ts';

const VOLATILE_OPEN = '<!-- VOLATILE:';
const VOLATILE_CLOSE = '-->';

const PLAIN = 0;
const SPACE = 1;
/** From here on the classes are those of letters, digits and the underscore: what words are made of. */
const WORD = 2;
const DIGIT = 3;
/** First letters of `request_id` and `timestamp`. */
const LABEL = 4;

const CLASS_OF = classTable();
/** White space beyond Latin-1 and the row of U+2000. */
const OTHER_SPACES: ReadonlySet<number> = new Set([0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff]);

/** A calendar timestamp (ISO 8601, with `T` or a space). Sticky: tried only where a digit begins a word. */
const TIMESTAMP = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/y;
/** A labelled request id or timestamp: `request_id: 7f3a`, `"timestamp": 1700000000`. Sticky. */
const LABELLED = /(?:request[_-]?id|timestamp)["']?\s*[:=]\s*(?:"[^"]*"|'[^']*'|[\w.:+-]+)/iy;

/**
 * The canonical form of free text: volatile parts (`<!-- VOLATILE: … -->` sections, timestamps, request ids) cut,
 * each run of white space one space, none at the ends. Two texts that mean the same to a planner are equal in it.
 * The result never contains a line break. One pass; an unclosed volatile section reaches to the end of the text.
 */
export function canonicalText(text: string): string {
  const out = new CodeUnits(text.length);
  appendCanonicalText(text, out);
  return out.toText();
}

/** Adds the canonical form of `text` to `out`. */
export function appendCanonicalText(text: string, out: CodeUnits): void {
  const source = text.includes(VOLATILE_OPEN) ? withoutVolatileSections(text) : text;
  out.reserve(source.length);
  const { units } = out;
  const start = out.length;
  let length = start;
  let isInsideWord = false;
  let isAfterSpace = false;
  for (let i = 0; i < source.length; ) {
    const code = source.charCodeAt(i);
    const kind = classOf(code);
    if (kind === SPACE) {
      isAfterSpace = true;
      isInsideWord = false;
      i++;
      continue;
    }
    if (!isInsideWord && kind >= DIGIT) {
      const volatile = volatileLength(source, i, kind);
      if (volatile > 0) {
        i += volatile;
        continue;
      }
    }
    if (isAfterSpace && length > start) units[length++] = 32;
    isAfterSpace = false;
    isInsideWord = kind >= WORD;
    units[length++] = code;
    i++;
  }
  out.length = length;
}

/** How long the timestamp or labelled id that begins at `at` is; 0 when none does. */
function volatileLength(text: string, at: number, kind: number): number {
  // Most words that begin with these letters are ruled out by their second one.
  if (kind === LABEL && !isLabelSecond(text.charCodeAt(at + 1))) return 0;
  const pattern = kind === DIGIT ? TIMESTAMP : LABELLED;
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** The second letters of `request_id` and `timestamp`. */
function isLabelSecond(code: number): boolean {
  const small = code | 0x20;
  return small === 101 || small === 105;
}

function withoutVolatileSections(text: string): string {
  let out = '';
  let from = 0;
  for (let open = text.indexOf(VOLATILE_OPEN); open !== -1; open = text.indexOf(VOLATILE_OPEN, from)) {
    out += text.slice(from, open);
    const close = text.indexOf(VOLATILE_CLOSE, open + VOLATILE_OPEN.length);
    from = close === -1 ? text.length : close + VOLATILE_CLOSE.length;
  }
  return out + text.slice(from);
}

function classOf(code: number): number {
  if (code < 128) return CLASS_OF[code] ?? PLAIN;
  return isUnicodeSpace(code) ? SPACE : PLAIN;
}

function isUnicodeSpace(code: number): boolean {
  return code === 0xa0 || (code >= 0x2000 && code <= 0x200a) || OTHER_SPACES.has(code);
}

function classTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') table[letter.charCodeAt(0)] = WORD;
  for (const letter of 'rRtT') table[letter.charCodeAt(0)] = LABEL;
  for (let digit = 48; digit <= 57; digit++) table[digit] = DIGIT;
  for (const space of [9, 10, 11, 12, 13, 32]) table[space] = SPACE;
  return table;
}
