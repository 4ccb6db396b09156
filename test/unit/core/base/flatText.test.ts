import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatText } from '../../../../src/core/base/flatText.ts';

describe('text of others in a line of ours', () => {
  it.each([
    ['phi3:3.8b-mini', 'phi3:3.8b-mini'],
    ['modèle 模型 🤖', 'modèle 模型 🤖'],
    ['phi3\r\n[error] forged', 'phi3 [error] forged'],
    ['phi3\u2028forged\u0085too', 'phi3 forged too'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['\u009b31mred', '31mred'],
    ['phi\u202e3gpj\u2066\u200b.', 'phi3gpj.'],
    [' \t\n', ''],
  ])('%j is %j', (text, flat) => {
    expect(flatText(text)).toBe(flat);
  });

  it('is cut where it is too long, and not within a character', () => {
    expect(flatText('a'.repeat(301))).toBe(`${'a'.repeat(300)}…`);
    expect(flatText('a'.repeat(300))).toBe('a'.repeat(300));
    expect(flatText('ab🤖', 3)).toBe('ab…');
  });

  it('never has a control or format character, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const flat = flatText(text);
        expect(flat).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(flat.length).toBeLessThanOrEqual(301);
        if (!flat.endsWith('…')) expect(flatText(flat)).toBe(flat);
      }),
    );
  });
});
