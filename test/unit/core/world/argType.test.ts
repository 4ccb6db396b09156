import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatArgType, parseArgType } from '../../../../src/core/world/argType.ts';
import { checkArgValue } from '../../../../src/core/world/argValue.ts';
import type { ArgType } from '../../../../src/core/world/tools.ts';

/** A file knows no negative zero. */
const anyMin = fc
  .oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((min) => min + 0);
const plain: fc.Arbitrary<ArgType> = fc.oneof(
  fc.constantFrom('i32', 'u32', 'f32', 'string', 'bool', 'vec', 'entity').map((type): ArgType => ({ type })),
  fc.record({ type: fc.constantFrom('i32', 'u32', 'f32'), min: anyMin }),
  fc
    .uniqueArray(fc.stringMatching(/^[a-z_]{1,8}$/), { minLength: 1, maxLength: 4 })
    .map((values): ArgType => ({ type: 'enum', values })),
);
const anyType = fc.oneof(
  plain,
  plain.map((of): ArgType => ({ type: 'list', of })),
);

describe('argument types', () => {
  it('read back what they write', () => {
    fc.assert(
      fc.property(anyType, fc.boolean(), (type, optional) => {
        expect(parseArgType(formatArgType(type) + (optional ? '?' : ''))).toEqual({ type, optional });
      }),
    );
  });

  it.each([
    ['i32', 5, 'ok'],
    ['i32', 5.5, 'mistyped'],
    ['i32', '5', 'mistyped'],
    ['i32', 2_147_483_648, 'out-of-range'],
    ['u32', -1, 'out-of-range'],
    ['entity', 0, 'ok'],
    ['entity', -1, 'out-of-range'],
    ['f32', 0.5, 'ok'],
    ['f32', Infinity, 'out-of-range'],
    ['f32>=0', -0.1, 'out-of-range'],
    ['string', '', 'ok'],
    ['string', null, 'mistyped'],
    ['bool', 'true', 'mistyped'],
    ['vec', { x: 1, y: 2 }, 'ok'],
    ['vec', { x: 1 }, 'mistyped'],
    ['vec', [1, 2], 'mistyped'],
    ['vec', { x: 1, y: 3e9 }, 'out-of-range'],
    ['enum[walk,run]', 'run', 'ok'],
    ['enum[walk,run]', 'fly', 'out-of-range'],
    ['enum[walk,run]', 1, 'mistyped'],
    ['vec[]', [], 'ok'],
    ['vec[]', [{ x: 1, y: 2 }, 3], 'mistyped'],
    ['u32[]', [1, -1], 'out-of-range'],
  ])('judge for %s the value %j as %s', (text, value, verdict) => {
    const parsed = parseArgType(text);
    expect(parsed && checkArgValue(parsed.type, value)).toBe(verdict);
  });
});
