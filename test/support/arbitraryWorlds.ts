import fc from 'fast-check';
import type { Enemy, Poi, Vec, WorldSnapshot } from '../../src/core/world/snapshot.ts';

const anyText = fc.oneof(
  fc.constantFrom('low', 'high', 'breach_door', 'crouch', ''),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const anyCoordinate = fc.oneof(fc.integer({ min: -40, max: 40 }), fc.constantFrom(-2_147_483_648, 2_147_483_647));

const anyCell: fc.Arbitrary<Vec> = fc.record({ x: anyCoordinate, y: anyCoordinate });

/** Members that this version does not know, as a later engine might dump them. */
const anyExtra = fc.option(
  fc.record({
    stamina: fc.integer(),
    loadout: fc.record({ primary: anyText, spare: fc.array(fc.integer(), { maxLength: 3 }) }),
  }),
  { nil: undefined, freq: 3 },
);

function withExtra<T extends object>(base: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.tuple(base, anyExtra).map(([value, extra]) => ({ ...value, ...extra }));
}

/** Quarter seconds: exact in binary, so that shifting a world in time is exact too. */
const anySeconds = fc.integer({ min: 0, max: 40_000 }).map((quarters) => quarters / 4);

const anyEnemy: fc.Arbitrary<Enemy> = withExtra(
  fc.record(
    { id: fc.nat(1_000), pos: anyCell, hp: fc.integer({ min: -5, max: 100 }), cover: anyText, last_seen: anySeconds },
    { requiredKeys: ['id', 'pos', 'hp'] },
  ),
);

const anyPoi: fc.Arbitrary<Poi> = withExtra(fc.record({ k: anyText, pos: anyCell }));

/** Any world that the product accepts. */
export const anyWorld: fc.Arbitrary<WorldSnapshot> = withExtra(
  fc.record(
    {
      t: anySeconds,
      player: withExtra(
        fc.record({ hp: fc.nat(100), pos: anyCell, stance: anyText, orders: fc.array(anyText, { maxLength: 3 }) }),
      ),
      me: withExtra(
        fc.record({
          ammo: fc.nat(50),
          cooldowns: fc.dictionary(
            anyText,
            fc.integer({ min: 0, max: 40 }).map((quarters) => quarters / 4),
            { maxKeys: 4 },
          ),
          morale: fc.double({ min: 0, max: 1, noNaN: true }),
          pos: anyCell,
        }),
      ),
      enemies: fc.uniqueArray(anyEnemy, { selector: ({ id }) => id, maxLength: 6 }),
      pois: fc.array(anyPoi, { maxLength: 5 }),
      obstacles: fc.array(withExtra(anyCell), { maxLength: 12 }),
    },
    { requiredKeys: ['t', 'player', 'me', 'enemies', 'pois', 'obstacles'] },
  ),
);
