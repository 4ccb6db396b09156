import fc from 'fast-check';
import type { Scenario } from '../../src/core/world/scenario.ts';
import type { WorldSnapshot } from '../../src/core/world/snapshot.ts';
import { anyWorld } from './arbitraryWorlds.ts';
import { makeScenario } from './scenarios.ts';
import { disguised, later, withOneChange } from './worldChanges.ts';

const anyWords = fc.option(
  fc.oneof(
    fc.constantFrom('', ' ', 'hold', 'hold  the door', 'hold the door', 'timestamp: 12 hold'),
    fc.string({ unit: 'binary', maxLength: 120 }),
  ),
  { nil: undefined },
);

const anyRules = fc.record({
  enforceCooldowns: fc.boolean(),
  enforceLineOfSight: fc.boolean(),
  enforceStamina: fc.boolean(),
});

/** Any scenario with the default tools that the product accepts. */
export const anyScenario: fc.Arbitrary<Scenario> = fc
  .record({ snapshot: anyWorld, objective: anyWords, instructions: anyWords, rules: anyRules })
  .map((parts) => ({ ...makeScenario(), ...parts }));

/** Two scenarios that are often the same question: disguised, or with one thing changed. */
export const anyScenarioPair: fc.Arbitrary<readonly [Scenario, Scenario]> = fc
  .record({
    one: anyScenario,
    other: anyScenario,
    seed: fc.nat(),
    what: fc.constantFrom('disguise', 'one change', 'objective', 'instructions', 'rules', 'snapshot'),
  })
  .map(({ one, other, seed, what }) => {
    const world = disguised(later(one.snapshot, (seed % 400) / 4), seed);
    const changes = (snapshot: WorldSnapshot): Partial<Scenario> => {
      if (what === 'disguise') return {};
      return what === 'one change' ? { snapshot: withOneChange(snapshot, seed) } : { [what]: other[what] };
    };
    return [one, { ...one, snapshot: world, ...changes(world) }];
  });
