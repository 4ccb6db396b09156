import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '../../../src/shared/markdown.ts';

describe('text that is not ours in Markdown', () => {
  it.each([
    ['a_b*c', 'a\\_b\\*c'],
    ['[x](http://evil)', '\\[x\\]\\(http\\://evil\\)'],
    ['<img src=x>', '\\<img src=x\\>'],
    ['a | b', 'a \\| b'],
    ['`code` $(gear)', '\\`code\\` \\$\\(gear\\)'],
    ['back\\slash', 'back\\\\slash'],
    ['1. # list - x', '1\\. \\# list \\- x'],
  ])('%j stays what it is', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('stands in one line, so that it ends no table and no list', () => {
    expect(escapeMarkdown('one\n\ntwo\t three')).toBe('one two three');
  });
});
