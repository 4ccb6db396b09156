import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../../src/core/transport/lines.ts';

function split(pieces: readonly Buffer[], maxLineBytes = 1_000): string[] {
  const splitter = new LineSplitter(maxLineBytes);
  const lines = pieces.flatMap((piece) => splitter.push(piece));
  const rest = splitter.finish();
  return rest === '' ? lines : [...lines, rest];
}

/** `bytes` cut at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...[...places].sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
}

describe('splitting a stream into lines', () => {
  it('gives each line without its end, and leaves empty ones out', () => {
    expect(split([Buffer.from('{"a":1}\n\n  \r\n{"b":2}\r\nrest')])).toEqual(['{"a":1}', '{"b":2}', 'rest']);
  });

  it('hands a line out when its end arrives, not before', () => {
    const splitter = new LineSplitter(100);
    expect(splitter.push(Buffer.from('{"a"'))).toEqual([]);
    expect(splitter.push(Buffer.from(':1}'))).toEqual([]);
    expect(splitter.push(Buffer.from('\n{'))).toEqual(['{"a":1}']);
    expect(splitter.finish()).toBe('{');
    expect(splitter.finish()).toBe('');
  });

  it('puts a character together that was cut in the middle', () => {
    const bytes = Buffer.from('größer 敌人 🙂\n');
    expect(split([...bytes].map((byte) => Buffer.of(byte)))).toEqual(['größer 敌人 🙂']);
  });

  it('fails for a line that is too long, before it is complete', () => {
    const splitter = new LineSplitter(10);
    expect(splitter.push(Buffer.from('1234567890'))).toEqual([]);
    expect(() => splitter.push(Buffer.from('1'))).toThrow(
      expect.objectContaining({ code: 'malformed-stream', retryable: false }),
    );
  });

  it('counts the length of each line anew', () => {
    const pieces = ['1234567890\n1234567890\n12345', '67890\n12345', '67890'].map((text) => Buffer.from(text));
    expect(split(pieces, 10)).toEqual(Array.from({ length: 4 }, () => '1234567890'));
  });

  it('gives the same lines for every way to cut the same bytes', () => {
    const anyLines = fc.array(
      fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\n', '')),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(anyLines, fc.array(fc.nat(120), { maxLength: 20 }), (lines, places) => {
        const bytes = Buffer.from(lines.join('\n'));
        const pieces = cut(
          bytes,
          places.map((place) => place % (bytes.length + 1)),
        );
        const expected = bytes
          .toString('utf8')
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '');
        expect(split(pieces)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
