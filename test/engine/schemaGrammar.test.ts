import { describe, expect, it } from 'vitest';
import { integerGrammar } from './integerGrammar.ts';
import { schemaGrammar, UnsupportedSchemaError } from './schemaGrammar.ts';

/** A grammar of digits and groups only is a regular expression in other words. */
function accepts(grammar: string): RegExp {
  return new RegExp(`^(?:${grammar.replaceAll('"', '').replaceAll(' ', '')})$`);
}

describe('the grammar of whole numbers', () => {
  it.each([
    [0, 0],
    [0, 7],
    [3, 12],
    [0, 255],
    [97, 1_203],
    [-5, 5],
    [-120, -7],
    [-1_000, 99],
  ])('from %i to %i takes these and no others', (min, max) => {
    const pattern = accepts(integerGrammar(min, max));
    for (let value = -2_000; value <= 2_000; value++) {
      expect(pattern.test(String(value)), String(value)).toBe(value >= min && value <= max);
    }
    for (const text of ['', '00', '01', '-0', '+1', '1.0']) expect(pattern.test(text), text).toBe(false);
  });

  it('has both ends of 32 bits', () => {
    const pattern = accepts(integerGrammar(-2_147_483_648, 2_147_483_647));
    for (const inside of ['-2147483648', '2147483647', '0']) expect(pattern.test(inside)).toBe(true);
    for (const outside of ['-2147483649', '2147483648', '99999999999']) expect(pattern.test(outside)).toBe(false);
  });
});

describe('the grammar of a schema', () => {
  it.each<[string, unknown]>([
    ['a pattern', { type: 'string', pattern: '^a$' }],
    ['a range of fractions', { type: 'number', minimum: 0.5 }],
    ['an unknown type', { type: 'date' }],
    ['a dangling reference', { $ref: '#/$defs/step' }],
    ['a keyword beside a choice', { anyOf: [{ type: 'null' }], minItems: 1 }],
  ])('leaves no constraint out: %s is refused', (_what, schema) => {
    expect(() => schemaGrammar(schema)).toThrow(UnsupportedSchemaError);
  });
});
