/** Longer than any name, and than what is worth quoting of an error. */
const MAX_LENGTH = 300;

/**
 * Text of others (a model's name, a server's version or error) as a part of one line of ours: control characters and
 * line ends become a space, format characters (marks of direction, zero-width ones) go, and what is longer than
 * `maxLength` UTF-16 units ends in `…`. So it forges no line of a log and steers no terminal.
 */
export function flatText(text: string, maxLength = MAX_LENGTH): string {
  const flat = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
  // A pair of surrogates is not cut apart.
  return flat.length > maxLength ? `${flat.slice(0, maxLength).replace(/\p{Cs}$/u, '')}…` : flat;
}
