import { Buffer } from 'node:buffer';

/** A part of a secret of this many characters is taken for it: shorter ones come in any text. */
const MIN_PART_LENGTH = 8;

/** A text that must not be shown: printed, logged or turned into JSON it is a row of dots. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  /**
   * `text` without the secret, for what others said: a server may quote the key that it refuses. Each part
   * of it of 8 characters or more goes as well: as it is, in base64, or in the escapes of a URL or of JSON, in any case.
   */
  redact(text: string): string {
    let redacted = '';
    let shownTo = 0;
    for (const { start, end } of findParts(foldCase(text), formsOf(this.#value.trim()).map(foldCase))) {
      // What touches or overlaps the part before it is more of the same.
      if (start > shownTo || redacted === '') redacted += text.slice(shownTo, start) + this.toString();
      shownTo = Math.max(shownTo, end);
    }
    return redacted + text.slice(shownTo);
  }

  toString(): string {
    return '•••';
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The ways in which `value` may stand in a text. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const forms = [value, encodeURIComponent(bytes.toString()), JSON.stringify(value).slice(1, -1)];
  // Base64 of a text that holds the value looks different with each of the three places where the value may begin.
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    // The characters at both ends also hold bits of what stands beside the value.
    const own = encoded.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6));
    // Of a very short value so few are left that they stand in any text.
    if (own.length >= MIN_PART_LENGTH) forms.push(own, own.replaceAll('-', '+').replaceAll('_', '/'));
  }
  return forms.filter((form) => form !== '');
}

/** Where in `text` one of `forms` or a long enough part of it stands: ranges by their starts, which may overlap. */
function findParts(
  text: string,
  forms: readonly string[],
): readonly { readonly start: number; readonly end: number }[] {
  const parts = new Set<string>();
  const lengths = new Set<number>();
  for (const form of forms) {
    const length = Math.min(form.length, MIN_PART_LENGTH);
    lengths.add(length);
    for (let at = 0; at + length <= form.length; at++) parts.add(form.slice(at, at + length));
  }
  const found: { start: number; end: number }[] = [];
  for (let start = 0; start < text.length; start++) {
    for (const length of lengths) {
      if (parts.has(text.slice(start, start + length))) found.push({ start, end: start + length });
    }
  }
  return found;
}

/** ASCII letters in lower case, so that every character keeps its place. */
function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Where the terminal program has the key of a model server that wants one. */
export const API_KEY_VARIABLE = 'PLANSCOPE_API_KEY';

/** How a server gets its key, within a sentence. A terminal has words of its own for it. */
export const KEY_ADVICE = `the command "Planscope: Set API Key…", or ${API_KEY_VARIABLE} in a terminal`;
