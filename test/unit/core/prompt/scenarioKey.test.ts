import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questionOf } from '../../../../src/core/prompt/question.ts';
import { ScenarioKeyer } from '../../../../src/core/prompt/scenarioKey.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import type { WorldSnapshot } from '../../../../src/core/world/snapshot.ts';
import { makeScenario } from '../../../support/scenarios.ts';

const keyOf = (scenario: Scenario, digest = 'statics'): string => new ScenarioKeyer().keyOf(digest, scenario);

function withSnapshot(changes: Record<string, unknown>): Scenario {
  const scenario = makeScenario();
  return { ...scenario, snapshot: { ...scenario.snapshot, ...changes } as WorldSnapshot };
}

/** Values from so small a set that two draws are often equal, in every part that a key is made of. */
const number = fc.constantFrom(0, -0, 1, 2.5);
const text = fc.constantFrom('', 'a', 'ab', 'b', 'é', '"\\', 'a  b', 'a b');
const cell = fc.record({ x: fc.constantFrom(-1, 0, 1), y: fc.constantFrom(0, 1) });
const enemy = fc.record(
  { id: fc.constantFrom(1, 2), hp: number, pos: cell, cover: text, last_seen: number },
  { requiredKeys: ['id', 'hp', 'pos'] },
);
const parts = fc.record({
  objective: fc.option(text, { nil: undefined }),
  instructions: fc.option(text, { nil: undefined }),
  enforceCooldowns: fc.boolean(),
  t: fc.constantFrom(0, 10),
  ammo: number,
  cooldowns: fc.dictionary(fc.constantFrom('a', 'b'), number, { maxKeys: 2 }),
  pos: cell,
  stance: text,
  orders: fc.array(text, { maxLength: 2 }),
  enemies: fc.uniqueArray(enemy, { maxLength: 2, selector: ({ id }) => id }),
  pois: fc.array(fc.record({ k: text, pos: cell }), { maxLength: 2 }),
  obstacles: fc.array(cell, { maxLength: 3 }),
  weather: fc.option(fc.constantFrom(1, 2), { nil: undefined }),
});
type Parts = typeof parts extends fc.Arbitrary<infer T> ? T : never;

function scenarioOf({ objective, instructions, enforceCooldowns, ammo, cooldowns, pos, ...rest }: Parts): Scenario {
  const scenario = makeScenario();
  const { t, stance, orders, weather, ...sets } = rest;
  const player = { ...scenario.snapshot.player, stance, orders };
  const snapshot = { t, player, me: { ammo, cooldowns, morale: 1, pos }, ...sets };
  const withExtra: WorldSnapshot = weather === undefined ? snapshot : Object.assign(snapshot, { weather });
  return {
    ...scenario,
    objective,
    instructions,
    rules: { ...scenario.rules, enforceCooldowns },
    snapshot: withExtra,
  };
}

describe('ScenarioKeyer', () => {
  it('gives two scenarios one key exactly when their canonical questions are equal', () => {
    const fields = [
      'objective',
      'instructions',
      'enforceCooldowns',
      't',
      'ammo',
      'cooldowns',
      'pos',
      'stance',
      'orders',
      'enemies',
      'pois',
      'obstacles',
      'weather',
    ] as const;
    const seen = { equal: 0, different: 0 };
    const someOfTheOther = fc.subarray([...fields], { maxLength: 2 });
    fc.assert(
      fc.property(parts, parts, someOfTheOther, (one, other, changed) => {
        const mixed = { ...one, ...Object.fromEntries(changed.map((field) => [field, other[field]])) } as Parts;
        const [a, b] = [scenarioOf(one), scenarioOf(mixed)];
        const isSameQuestion = questionOf(a).canonical === questionOf(b).canonical;
        seen[isSameQuestion ? 'equal' : 'different']++;
        expect(keyOf(a) === keyOf(b)).toBe(isSameQuestion);
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(seen.equal, seen.different)).toBeGreaterThan(100);
  });

  it('does not depend on the order of sets', () => {
    fc.assert(
      fc.property(parts, (one) => {
        const { enemies, pois, obstacles } = one;
        const turned = { enemies: enemies.toReversed(), pois: pois.toReversed(), obstacles: obstacles.toReversed() };
        expect(keyOf(scenarioOf({ ...one, ...turned }))).toBe(keyOf(scenarioOf(one)));
      }),
    );
  });

  it('gives the same key whatever was keyed before', () => {
    const keyer = new ScenarioKeyer();
    const first = keyer.keyOf('statics', makeScenario());
    keyer.keyOf('statics', { ...makeScenario(), instructions: 'long '.repeat(20_000) });
    expect(keyer.keyOf('statics', makeScenario())).toBe(first);
  });

  it('keys a world of any size', () => {
    const obstacles = Array.from({ length: 5_000 }, (_, i) => ({ x: i, y: -i }));
    const all = keyOf(withSnapshot({ obstacles }));
    expect(keyOf(withSnapshot({ obstacles: obstacles.toReversed() }))).toBe(all);
    expect(keyOf(withSnapshot({ obstacles: obstacles.slice(1) }))).not.toBe(all);
  });

  it('tells texts apart that are the same when put together', () => {
    const { player } = makeScenario().snapshot;
    const orders = (...names: string[]): Scenario => withSnapshot({ player: { ...player, orders: names } });
    expect(keyOf(orders('ab', 'c'))).not.toBe(keyOf(orders('a', 'bc')));
    const words = (objective: string | undefined, instructions: string): Scenario => ({
      ...makeScenario(),
      objective,
      instructions,
    });
    expect(keyOf(words('ab', 'c'))).not.toBe(keyOf(words('a', 'bc')));
    expect(keyOf(words('', 'c'))).not.toBe(keyOf(words(undefined, 'c')));
  });

  it('tells cells apart, however far from the origin', () => {
    const coordinates = [0, 1, 5, 44, 254, 255, 256, 300, -1, -2, 32_767, 32_768, -32_768, 65_536, 65_537, 1e9, 0.5];
    const cells = coordinates.flatMap((x) => coordinates.map((y) => ({ x, y })));
    const { me } = makeScenario().snapshot;
    for (const place of ['pos', 'obstacle']) {
      const keys = cells.map((cell) =>
        keyOf(withSnapshot(place === 'pos' ? { me: { ...me, pos: cell } } : { obstacles: [cell] })),
      );
      expect(new Set(keys).size).toBe(cells.length);
    }
  });

  it('does not mistake the words of an objective for a cell', () => {
    const one = (x: number, y: number, objective: string, instructions: string): string =>
      keyOf({ ...withSnapshot({ obstacles: [{ x, y }] }), objective, instructions });
    // A cell that takes more room than another, and a text that is what was behind it.
    expect(one(300, 5, 'abcd', 'XY')).not.toBe(one(0, 255, '\u012c\u0005ab', 'cdXY'));
    expect(one(300, 5, 'abcd', 'XY')).not.toBe(one(1, 44, '\u0005abc', 'dXY'));
  });

  it('tells an obstacle apart that says more than where it is', () => {
    const kinds = [{}, { kind: 'wall' }, { kind: 'fence' }, { request_id: 1 }];
    const [plain, wall, fence, noted] = kinds.map((kind) =>
      keyOf(withSnapshot({ obstacles: [{ x: 1, y: 1, ...kind }] })),
    );
    expect(new Set([plain, wall, fence]).size).toBe(3);
    expect(noted).toBe(plain);
  });

  it('depends on what is known of an enemy', () => {
    const [enemy] = makeScenario().snapshot.enemies;
    const keys = [{ cover: 'low' }, { cover: 'high' }, { last_seen: 3 }, { hp: 1 }, { id: 99 }].map((change) =>
      keyOf(withSnapshot({ enemies: [{ ...enemy, ...change }] })),
    );
    const { cover: _cover, ...withoutCover } = enemy ?? { cover: '' };
    expect(new Set([...keys, keyOf(withSnapshot({ enemies: [withoutCover] }))]).size).toBe(keys.length + 1);
  });

  it('depends on the static digest', () => {
    expect(keyOf(makeScenario(), 'one')).not.toBe(keyOf(makeScenario(), 'other'));
  });

  it('tells worlds apart by fields that this version does not know, and not by volatile ones', () => {
    expect(keyOf(withSnapshot({ weather: 'rain' }))).not.toBe(keyOf(withSnapshot({ weather: 'sun' })));
    expect(keyOf(withSnapshot({ request_id: 'a' }))).toBe(keyOf(withSnapshot({ request_id: 'b' })));
  });
});
