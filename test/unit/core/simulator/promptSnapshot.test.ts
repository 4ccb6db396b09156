import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSnapshot } from '../../../../src/core/simulator/promptSnapshot.ts';

const snapshot = {
  t: 1.5,
  player: { hp: 100, pos: { x: 2, y: 2 } },
  me: { ammo: 30, pos: { x: 2, y: 3 }, cooldowns: { 'throw:smoke': 0 } },
  enemies: [{ id: 3, pos: { x: 12, y: 2 } }],
  obstacles: [],
};

describe('world snapshot in a prompt', () => {
  it('is found between prose, examples and output rules', () => {
    const prompt = `You plan. Example: {"plan_id": "p1", "steps": [{"act": "Scan"}]}
World State: {"t": 0, "me": {"pos": {"x": 1}}, "enemies": []}
CURRENT WORLD STATE
${JSON.stringify(snapshot, null, 2)}
Return {"plan_id": "p1", "steps": [...]} and nothing else, no { and no "quotes`;
    expect(findSnapshot(prompt)?.value).toEqual(snapshot);
  });

  it('is the last one where there are several', () => {
    const later = { ...snapshot, t: 9 };
    expect(findSnapshot(`${JSON.stringify(snapshot)} then ${JSON.stringify(later)}`)?.value).toEqual(later);
  });

  it('is found before a later example that lacks its fields', () => {
    const prompt = `${JSON.stringify(snapshot)}\nFor instance {"t": 1, "enemies": []} would be wrong.`;
    expect(findSnapshot(prompt)?.value).toEqual(snapshot);
  });

  it('is found inside a wrapping object', () => {
    expect(findSnapshot(JSON.stringify({ world: snapshot, objective: 'x' }))?.value).toEqual(snapshot);
  });

  it('is absent where the prompt has none, or only a broken one', () => {
    expect(findSnapshot('')).toBeUndefined();
    expect(findSnapshot('no JSON, but the word "enemies" in quotes')).toBeUndefined();
    expect(findSnapshot(JSON.stringify(snapshot).slice(0, -1))).toBeUndefined();
    expect(findSnapshot(JSON.stringify({ ...snapshot, me: undefined }))).toBeUndefined();
  });

  it('is found at any place in any text, whatever strings it holds', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.boolean(), (before, after, objective, pretty) => {
        fc.pre(!after.includes('"enemies"'));
        const world = { ...snapshot, objective: `${objective}{"}` };
        const text = JSON.stringify(world, null, pretty ? 2 : 0);
        const found = findSnapshot(`${before}\n${text}\n${after}`);
        expect(found?.value).toEqual(world);
        expect(found?.text).toBe(text);
      }),
    );
  });

  it('gives up on a prompt full of stray braces instead of searching for ever', () => {
    expect(findSnapshot(`${'{ "enemies" '.repeat(20_000)}`)).toBeUndefined();
  });
});
