import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, shuffled } from '../../../../src/core/base/random.ts';
import { canonicalJson } from '../../../../src/core/prompt/canonicalOrder.ts';
import { canonicalSnapshot } from '../../../../src/core/prompt/canonicalSnapshot.ts';
import type { WorldSnapshot } from '../../../../src/core/world/snapshot.ts';
import { anyWorld } from '../../../support/arbitraryWorlds.ts';
import { makeSnapshot } from '../../../support/scenarios.ts';
import { disguised, later, withOneChange } from '../../../support/worldChanges.ts';

const text = (snapshot: WorldSnapshot): string => canonicalSnapshot(snapshot, undefined);

describe('the canonical snapshot', () => {
  it('is compact JSON with its keys in order and times counted from now', () => {
    expect(canonicalSnapshot(makeSnapshot(), 'reach  the breach\tdoor')).toBe(
      '{"enemies":[{"cover":"low","hp":60,"id":3,"last_seen":-1.5,"pos":{"x":8,"y":2}}],' +
        '"me":{"ammo":20,"cooldowns":{"throw_smoke":3},"morale":0.8,"pos":{"x":3,"y":2}},' +
        '"objective":"reach the breach door","obstacles":[{"x":6,"y":4},{"x":6,"y":5}],' +
        '"player":{"hp":90,"orders":["hold_east"],"pos":{"x":2,"y":2},"stance":"crouch"},' +
        '"pois":[{"k":"breach_door","pos":{"x":10,"y":6}}],"t":0}',
    );
  });

  it.each([
    [
      'request ids and timestamps, wherever they stand',
      { request_id: 'r-1', timestamp: 1_700_000_000, dumped_at: '2024-01-01' },
    ],
    [
      'cooldowns that are over',
      { me: { ammo: 20, cooldowns: { throw_smoke: 3, heal: 0, dash: -1 }, morale: 0.8, pos: { x: 3, y: 2 } } },
    ],
    ['an objective of null', { objective: null }],
  ])('is the same without and with %s', (_what, changes: object) => {
    expect(text({ ...makeSnapshot(), ...changes })).toBe(text(makeSnapshot()));
  });

  it('cuts volatile fields at every depth', () => {
    const volatile = (id: number): WorldSnapshot => {
      const world = makeSnapshot();
      return {
        ...world,
        me: { ...world.me, ...{ frame: id } },
        obstacles: world.obstacles.map((cell) => ({ ...cell, ...{ request_id: id } })),
        ...{ engine: { version: 3, trace_id: id } },
      };
    };
    expect(text(volatile(1))).toBe(text(volatile(2)));
    expect(text(volatile(1))).toContain('"engine":{"version":3}');
  });

  it('takes -0 and 0 for one number', () => {
    const at = (zero: number): WorldSnapshot =>
      makeSnapshot({
        obstacles: [{ x: zero, y: zero }],
        player: { hp: zero, pos: { x: zero, y: 1 }, stance: '', orders: [] },
      });
    expect(text(at(-0))).toBe(text(at(0)));
  });

  it('does not let the noise of floating-point times tell worlds apart', () => {
    const seen = (t: number, lastSeen: number): WorldSnapshot =>
      makeSnapshot({ t, enemies: [{ id: 1, pos: { x: 0, y: 0 }, hp: 1, last_seen: lastSeen }] });
    expect(text(seen(1_000.3, 1_000.1))).toBe(text(seen(0.3, 0.1)));
  });

  it.each<[string, Partial<WorldSnapshot> | object]>([
    ['a player with fewer hit points', { player: { ...makeSnapshot().player, hp: 89 } }],
    ['another stance', { player: { ...makeSnapshot().player, stance: 'prone' } }],
    ['orders in another order', { player: { ...makeSnapshot().player, orders: ['b', 'a'] } }],
    ['one round less', { me: { ...makeSnapshot().me, ammo: 19 } }],
    ['a little less morale', { me: { ...makeSnapshot().me, morale: 0.7999 } }],
    ['another place', { me: { ...makeSnapshot().me, pos: { x: 2, y: 3 } } }],
    ['a longer cooldown', { me: { ...makeSnapshot().me, cooldowns: { throw_smoke: 3.5 } } }],
    ['a field that this version does not know', { weather: 'rain' }],
    ['an enemy seen earlier', { enemies: [{ ...makeSnapshot().enemies[0], last_seen: 10 }] }],
    ['an enemy never seen', { enemies: [{ id: 3, pos: { x: 8, y: 2 }, hp: 60, cover: 'low' }] }],
    ['no enemy', { enemies: [] }],
    ['a place of another kind', { pois: [{ k: 'exit', pos: { x: 10, y: 6 } }] }],
    ['one obstacle more', { obstacles: [...makeSnapshot().obstacles, { x: 6, y: 6 }] }],
    [
      'an obstacle whose x and y are swapped',
      {
        obstacles: [
          { x: 4, y: 6 },
          { x: 6, y: 5 },
        ],
      },
    ],
  ])('differs for %s', (_what, changes) => {
    expect(text({ ...makeSnapshot(), ...changes })).not.toBe(text(makeSnapshot()));
  });

  it('differs by the objective, but not by its spacing or its request id', () => {
    const about = (objective: string | undefined): string => canonicalSnapshot(makeSnapshot(), objective);
    expect(about('hold')).not.toBe(about('run'));
    expect(about('hold')).not.toBe(about(undefined));
    expect(about('')).not.toBe(about(undefined));
    expect(about(' hold  the\ndoor request_id: 7f')).toBe(about('hold the door'));
  });

  it('keeps hundreds of obstacles apart, far ones too', () => {
    const cells = Array.from({ length: 500 }, (_, i) => ({ x: (i * 7_919) % 1_000, y: 7 - i * 131_071 }));
    const parsed: unknown = JSON.parse(text(makeSnapshot({ obstacles: shuffled(seededRandom(1), cells) })));
    expect(parsed).toHaveProperty(
      'obstacles',
      [...cells].sort((a, b) => a.x - b.x || a.y - b.y),
    );
  });
});

describe('for every world, the canonical snapshot', () => {
  it('is the same whatever the order of sets, the order of members and the doubles in it', () => {
    fc.assert(
      fc.property(anyWorld, fc.integer(), (world, seed) => {
        expect(text(disguised(world, seed))).toBe(text(world));
      }),
      { numRuns: 400 },
    );
  });

  it('is the same at any later time', () => {
    fc.assert(
      fc.property(anyWorld, fc.integer({ min: 1, max: 4_000 }), fc.integer(), (world, quarters, seed) => {
        expect(text(disguised(later(world, quarters / 4), seed))).toBe(text(world));
      }),
      { numRuns: 400 },
    );
  });

  it('is JSON of the same world: read back it gives the same text', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const canonical = text(world);
        const read = JSON.parse(canonical) as WorldSnapshot;
        expect(text(read)).toBe(canonical);
        expect(read.enemies).toHaveLength(world.enemies.length);
        expect(read.me).toEqual(JSON.parse(canonicalJson({ ...world.me, cooldowns: running(world.me.cooldowns) })));
        expect(read.player).toEqual(JSON.parse(canonicalJson(world.player)));
      }),
      { numRuns: 400 },
    );
  });

  it('changes when any number or text in it changes', () => {
    fc.assert(
      fc.property(anyWorld, fc.nat(), (world, which) => {
        const changed = withOneChange(world, which);
        expect(text(changed)).not.toBe(text(world));
      }),
      { numRuns: 600 },
    );
  });
});

function running(cooldowns: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(cooldowns).filter(([, left]) => left > 0));
}

describe('canonical JSON', () => {
  it('sorts keys at every depth and keeps lists in order', () => {
    expect(canonicalJson({ b: [2, 1, { d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[2,1,{"c":null,"d":1}]}');
  });

  it('leaves out what JSON cannot say', () => {
    expect(canonicalJson({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
  });
});
