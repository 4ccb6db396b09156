const VOLATILE_OPEN = '<!-- VOLATILE:';
const VOLATILE_CLOSE = '-->';

const PLAIN = 0;
const SPACE = 1;
const DIGIT = 2;
/** First letters of `request_id` and `timestamp`. */
const LABEL = 3;

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
  const source = text.includes(VOLATILE_OPEN) ? withoutVolatileSections(text) : text;
  let out = '';
  let from = 0;
  let insideWord = false;
  for (let i = 0; i < source.length; ) {
    const code = source.charCodeAt(i);
    const kind = code < 128 ? CLASS_OF[code] : isUnicodeSpace(code) ? SPACE : PLAIN;
    if (kind === SPACE) {
      const end = endOfSpaces(source, i + 1);
      if (end - i > 1 || code !== 32) {
        out += `${source.slice(from, i)} `;
        from = end;
      }
      i = end;
      insideWord = false;
      continue;
    }
    if (!insideWord && (kind === DIGIT || kind === LABEL)) {
      const length = volatileLength(source, i, kind === DIGIT ? TIMESTAMP : LABELLED);
      if (length > 0) {
        out += source.slice(from, i);
        i += length;
        from = i;
        continue;
      }
    }
    insideWord = isWordCode(code);
    i++;
  }
  out += source.slice(from);
  // Cutting can leave two spaces side by side or one at an end.
  return out.includes('  ') ? out.replaceAll(/ {2,}/g, ' ').trim() : out.trim();
}

function volatileLength(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
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

function endOfSpaces(text: string, at: number): number {
  let end = at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code < 128 ? CLASS_OF[code] !== SPACE : !isUnicodeSpace(code)) break;
    end++;
  }
  return end;
}

/** White space beyond ASCII: what `trim` takes for it. */
function isUnicodeSpace(code: number): boolean {
  if (code < 0x1680) return code === 0xa0;
  if (code >= 0x2000 && code <= 0x200a) return true;
  return OTHER_SPACES.has(code);
}

function isWordCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

function classTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (const space of [9, 10, 11, 12, 13, 32]) table[space] = SPACE;
  for (let digit = 48; digit <= 57; digit++) table[digit] = DIGIT;
  for (const letter of 'rRtT') table[letter.charCodeAt(0)] = LABEL;
  return table;
}
