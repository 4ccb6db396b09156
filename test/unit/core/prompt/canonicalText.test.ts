import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../../../src/core/prompt/canonicalText.ts';

describe('the canonical form of a text', () => {
  it.each([
    ['white space is one space', 'a  b\t\tc\r\n d', 'a b c d'],
    ['the ends are bare', '\n  a b \t', 'a b'],
    ['one space stays as it is', 'a b', 'a b'],
    ['a text of white space is empty', ' \n\t ', ''],
    [
      'white space beyond ASCII counts',
      'a\u00a0b\u2003\u2003c\u202fd\u3000e\u2028f\ufeffg\u1680h\u205fi',
      'a b c d e f g h i',
    ],
    ['letters beyond ASCII stay', 'größer – 敌人 🙂', 'größer – 敌人 🙂'],
    ['case stays', 'Go NOW', 'Go NOW'],
  ])('%s', (_rule, text, canonical) => {
    expect(canonicalText(text)).toBe(canonical);
  });

  it.each([
    ['a volatile section', 'a <!-- VOLATILE: session 7 --> b'],
    ['a volatile section over several lines', 'a\n<!-- VOLATILE:\n x > y\n-->\nb'],
    ['several volatile sections', '<!-- VOLATILE: 1 -->a<!-- VOLATILE: 2 --> b <!-- VOLATILE: 3 -->'],
    ['a volatile section that never ends', 'a b <!-- VOLATILE: the rest is gone'],
    ['a timestamp', 'a 2024-05-01T12:30:15.250Z b'],
    ['a timestamp with a space and an offset', 'a 2024-05-01 12:30:15+02:00 b'],
    ['a timestamp without seconds', 'a 2024-05-01T12:30 b'],
    ['a request id', 'a request_id: 7f3a-22 b'],
    ['a label in capitals', 'a REQUEST_ID=7 b'],
    ['a request id in JSON', 'a "request_id": "7f 3a" b'.replaceAll('"request_id"', 'request_id"')],
    ['a request id in other words', 'a Request-ID=7f3a b'],
    ['a labelled timestamp', "a timestamp='now or never' b"],
  ])('is without %s', (_what, text) => {
    expect(canonicalText(text)).toBe('a b');
  });

  it.each([
    ['a comment that is not volatile', 'a <!-- note --> b'],
    ['a plain date', 'due 2024-05-01'],
    ['a number', 'timestamps 1700000000'],
    ['a word that ends like a label', 'the_timestamp: 5'],
    ['a label without a value', 'request id and timestamp'],
    ['an end of a comment alone', 'a --> b'],
    ['a clock time', 'at 12:30:15'],
  ])('keeps %s', (_what, text) => {
    expect(canonicalText(text)).toBe(text);
  });

  it('never contains a line break, an outer space or two spaces side by side', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const canonical = canonicalText(text);
        expect(canonical).not.toMatch(/[\n\r\u2028\u2029]| {2}|^\s|\s$/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is its own canonical form, where no cut makes a new label', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const canonical = canonicalText(text);
        expect(canonicalText(canonical)).toBe(canonical);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same for any spacing between the words', () => {
    const spaced = fc.tuple(
      fc.array(fc.constantFrom('move', 'to', 'the', 'door', 'größer'), { minLength: 1 }),
      fc.array(anySpace, { minLength: 1 }),
    );
    fc.assert(
      fc.property(spaced, ([words, spaces]) => {
        const text = words.map((word, i) => `${spaces[i % spaces.length]}${word}`).join('');
        expect(canonicalText(text)).toBe(words.join(' '));
      }),
    );
  });
});

const anySpace = fc.constantFrom(' ', '  ', '\n', '\r\n', '\t \t', '\u00a0', '\u3000');

/** Words, spaces and volatile parts, set apart as in a text; arbitrary text in between. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('move', 'to', '(6,4)', 'größer', 'request', 'timestamp', '2024', 'x:', '"quoted"'),
      fc.constantFrom('<!-- VOLATILE: x -->', '2024-05-01T12:30:15Z', 'request_id: 7f3a'),
      anySpace,
      // A cut may bring a label and a colon together, and only then is a second pass another one.
      fc.string({ unit: 'binary', maxLength: 6 }).map((text) => text.replaceAll(/[:=]/g, '')),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(' '));
