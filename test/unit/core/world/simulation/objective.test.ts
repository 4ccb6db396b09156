import { describe, expect, it } from 'vitest';
import { objectivePoi } from '../../../../../src/core/world/simulation/objective.ts';
import { scenario, world } from '../worlds.ts';

/** The kind of the place that is meant among places of these kinds. */
function meant(objective: string | undefined, ...kinds: readonly string[]): string | undefined {
  const pois = kinds.map((k, x) => ({ k, pos: { x, y: 0 } }));
  return objectivePoi(scenario(world({ pois }), { objective }))?.k;
}

describe('the place that an objective names', () => {
  it.each<[string, string, readonly string[], string | undefined]>([
    ['the one of its very name, before one that is part of it', 'breach_door', ['door', 'breach_door'], 'breach_door'],
    ['in whatever spelling', 'Breach Door', ['breach-door'], 'breach-door'],
    ['one that it mentions', 'go to the breach door', ['crate', 'breach_door'], 'breach_door'],
    ['the first of several that it mentions', 'crate or door', ['door', 'crate'], 'door'],
    ['else the one called so', 'survive', ['crate', 'Objective'], 'Objective'],
    ['none that it does not mention', 'survive', ['crate'], undefined],
    ['none without a name of its own', 'survive', ['', '_ -'], undefined],
    ['none for an objective without words', ' - ', ['', '_', 'crate'], undefined],
    ['none where there are none', 'survive', [], undefined],
  ])('is %s', (_what, objective, kinds, place) => {
    expect(meant(objective, ...kinds)).toBe(place);
  });

  it('is none without an objective', () => {
    expect(meant(undefined, 'objective')).toBeUndefined();
  });
});
