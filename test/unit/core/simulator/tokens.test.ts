import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens, splitIntoTokens } from '../../../../src/core/simulator/tokens.ts';

describe('token pieces', () => {
  it('join to the text again and survive UTF-8 one by one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pieces = splitIntoTokens(text);
        expect(pieces.join('')).toBe(text);
        expect(pieces.map((piece) => Buffer.from(piece).toString()).join('')).toBe(Buffer.from(text).toString());
      }),
    );
  });

  it('are never empty, and none for the empty text', () => {
    expect(splitIntoTokens('')).toEqual([]);
    expect(splitIntoTokens('abcdefghi')).toEqual(['abcd', 'efgh', 'i']);
    expect(splitIntoTokens('abc😀d')).toEqual(['abc😀', 'd']);
  });

  it('are counted as four characters each, rounded up', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('abcd')).toBe(1);
    expect(estimateTokens('abcde')).toBe(2);
  });
});
