/**
 * `text` with U+FFFD in place of what XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets): control characters
 * and halves of surrogate pairs. No other format gains by them: readers cut a text at NUL, and UTF-8 has no halves.
 */
export function holdable(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
