import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTerminalWords, printable } from '../../../src/cli/terminalWords.ts';
import { KEY_ADVICE } from '../../../src/core/base/secret.ts';

describe('advice in a terminal', () => {
  it('names the options that stand for settings', () => {
    expect(inTerminalWords('Set planscope.model.endpoint or planscope.model.name.')).toBe('Set --endpoint or --model.');
  });

  it('says where a key is read, and that it goes only to a server that was named', () => {
    expect(inTerminalWords(`It wants a key. Use ${KEY_ADVICE}.`)).toBe(
      'It wants a key. Use the environment variable PLANSCOPE_API_KEY, which is sent only to the server that --endpoint names.',
    );
  });
});

describe('text for a terminal', () => {
  it.each([
    ['two\nlines,\tmodèle 🤖', 'two\nlines,\tmodèle 🤖'],
    ['\u001b[2Jgone', '\\u001b[2Jgone'],
    ['C1 \u009b2J, bell \u0007, back \r', 'C1 \\u009b2J, bell \\u0007, back \\u000d'],
    ['turned \u202egpj', 'turned \\u202egpj'],
    ['tagged \u{e0041}', 'tagged \\udb40\\udc41'],
  ])('%j shows as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('is the same JSON as before', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(JSON.stringify({ text }, undefined, 2));
        expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(JSON.parse(shown)).toEqual({ text });
      }),
    );
  });
});
