import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldName, nearestName } from '../../../../src/core/base/names.ts';

const names = ['MoveTo', 'TakeCover', 'ThrowSmoke', 'Attack', 'AoEAttack'];

describe('foldName', () => {
  it.each([
    ['MoveTo', 'moveto'],
    ['move_to', 'moveto'],
    ['Move to', 'moveto'],
    ['-move--to_', 'moveto'],
    ['ÖFFNE_Tür', 'öffnetür'],
    ['_ -', ''],
    ['', ''],
  ])('reads %j as %j', (name, folded) => {
    expect(foldName(name)).toBe(folded);
  });
});

describe('nearestName', () => {
  it.each([
    ['MoveTwo', 'MoveTo'],
    ['atack', 'Attack'],
    ['take-cover', 'TakeCover'],
    ['ThrowSmok', 'ThrowSmoke'],
  ])('finds for %s what was meant', (name, meant) => {
    expect(nearestName(name, names)).toBe(meant);
  });

  it.each(['HoldPosition', '', 'x', 'a'.repeat(10_000)])('finds nothing near %j', (name) => {
    expect(nearestName(name, names)).toBeUndefined();
  });

  it('always finds a name in another spelling', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.boolean(), (name, isUpper) => {
        const snake = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_');
        expect(foldName(isUpper ? snake.toUpperCase() : snake.toLowerCase())).toBe(foldName(name));
      }),
    );
  });
});
