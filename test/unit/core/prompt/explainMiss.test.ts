import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences, explainMiss } from '../../../../src/core/prompt/explainMiss.ts';
import type { Answerer } from '../../../../src/core/prompt/key.ts';
import { factsOfKey, type KeyParts } from '../../../../src/core/prompt/keyParts.ts';
import { PromptLibrary, type PromptParameters } from '../../../../src/core/prompt/promptLibrary.ts';
import { questionOf } from '../../../../src/core/prompt/question.ts';
import { ScenarioKeyer } from '../../../../src/core/prompt/scenarioKey.ts';
import { factsOf } from '../../../../src/core/prompt/worldFacts.ts';
import { defaultRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import type { WorldSnapshot } from '../../../../src/core/world/snapshot.ts';
import { createRegistry, type ToolSpec } from '../../../../src/core/world/tools.ts';
import { anyScenarioPair } from '../../../support/arbitraryScenarios.ts';
import { makeScenario, makeSnapshot } from '../../../support/scenarios.ts';

const parameters: PromptParameters = { temperature: 0, maxOutputTokens: 512, contextTokens: 8_192 };
const library = new PromptLibrary(parameters);

interface Asking {
  readonly library?: PromptLibrary;
  readonly model?: string;
  readonly answerer?: Answerer;
  readonly scenario?: Scenario;
}

function partsOf({ library: from = library, model = 'phi3', answerer = 'server', scenario }: Asking = {}): KeyParts {
  const asked = scenario ?? makeScenario();
  const statics = from.prompt(asked.registry, model).staticParts(answerer);
  return { statics, question: questionOf(asked).canonical };
}

function keyOf({ library: from = library, model = 'phi3', answerer = 'server', scenario }: Asking = {}): string {
  const asked = scenario ?? makeScenario();
  return new ScenarioKeyer().keyOf(from.prompt(asked.registry, model).digests[answerer], asked);
}

const jump: ToolSpec = { name: 'Jump', category: 'Custom', description: 'Jumps.', args: [], requires: [], effects: [] };
const tool = (name: string, change: Partial<ToolSpec> = {}): ToolSpec => ({ ...jump, name, ...change });
const withTools = (...tools: ToolSpec[]): Scenario => ({ ...makeScenario(), registry: createRegistry('own', tools) });

const between = (asked: Asking, known: Asking) =>
  differences(partsOf(asked), partsOf(known)).map(({ part, asked: one, known: other }) => [part, one, other]);

function withSnapshot(changes: Partial<WorldSnapshot>): Scenario {
  return { ...makeScenario(), snapshot: makeSnapshot({ ...makeScenario().snapshot, ...changes }) };
}

describe('the differences of two keys', () => {
  it('are none for the same question, whatever its name and disguise', () => {
    expect(between({}, { scenario: { ...makeScenario(), name: 'other' } })).toEqual([]);
    expect(between({}, { library: new PromptLibrary(parameters) })).toEqual([]);
  });

  it('name the statics that differ', () => {
    const hot = new PromptLibrary({ temperature: 0.5, maxOutputTokens: 256, contextTokens: 4_096 });
    expect(between({ library: hot, model: 'mistral', answerer: 'simulator' }, {})).toEqual([
      ['model', 'mistral', 'phi3'],
      ['answerer', 'simulator', 'server'],
      ['temperature', '0.5', '0'],
      ['maxOutputTokens', '256', '512'],
      ['contextTokens', '4096', '8192'],
    ]);
  });

  it('name tools that only one of the two has, and then not the template that lists them', () => {
    const [one, other] = [withTools(tool('A'), tool('B')), withTools(tool('A'), tool('C'), tool('D'))];
    expect(between({ scenario: one }, { scenario: other })).toEqual([
      ['tools', '2 tools, with B, without C, D', '3 tools, with C, D, without B'],
    ]);
    const many = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => tool(name));
    expect(between({ scenario: withTools(...many) }, { scenario: withTools(tool('A')) })).toEqual([
      ['tools', '6 tools, with B, C, D and 2 more', '1 tool, without B, C, D and 2 more'],
    ]);
  });

  it('name tools that are not what they were', () => {
    const [one, other] = [tool('B'), tool('B', { description: 'Leaps.' })].map((b) => withTools(tool('A'), b));
    const [[part, asked, known] = []] = between(
      { scenario: one ?? makeScenario() },
      { scenario: other ?? makeScenario() },
    );
    expect(part).toBe('tools');
    expect(asked).toMatch(/^2 tools with B #\S+$/);
    expect(known).toMatch(/^2 tools with B #\S+$/);
    expect(asked).not.toBe(known);
  });

  it('name the order of tools', () => {
    const [one, other] = [withTools(tool('A'), tool('B'), tool('C')), withTools(tool('A'), tool('C'), tool('B'))];
    expect(between({ scenario: one }, { scenario: other })).toEqual([
      ['tools', '3 tools in the order … B, C', '3 tools in the order … C, B'],
    ]);
  });

  it('name the template when the same tools are offered otherwise', () => {
    const offered = createRegistry('own', [tool('A'), tool('B')]);
    const hidden = createRegistry('own', [tool('A')], [tool('B')]);
    const [[part, asked, known] = []] = between(
      { scenario: { ...makeScenario(), registry: offered } },
      { scenario: { ...makeScenario(), registry: hidden } },
    );
    expect(part).toBe('template');
    expect(asked).not.toBe(known);
  });

  it('name what differs in the world, statics first', () => {
    const { me, enemies } = makeScenario().snapshot;
    const scenario = withSnapshot({
      me: { ...me, ammo: 3, cooldowns: { heal: 2 } },
      enemies: enemies.map(({ cover: _cover, ...enemy }) => ({ ...enemy, hp: 55 })),
      obstacles: [{ x: 6, y: 4 }],
      pois: [{ k: 'breach_door', pos: { x: 9, y: 6 } }],
    });
    const asked = { model: 'mistral', scenario: { ...scenario, rules: { ...scenario.rules, enforceStamina: false } } };
    expect(between(asked, {})).toEqual([
      ['model', 'mistral', 'phi3'],
      ['scenario/rules/stamina', 'not enforced', 'enforced'],
      ['world/me/ammo', '3', '20'],
      ['world/me/cooldowns/heal', '2', undefined],
      ['world/enemies/3/hp', '55', '60'],
      ['world/enemies/3/cover', undefined, 'low'],
      ['world/pois/breach_door', '9,6', '10,6'],
      ['world/obstacles/6,5', undefined, 'blocked'],
    ]);
  });

  it('do not name the places of a kind that both have', () => {
    const pois = (...xs: number[]): Asking => ({
      scenario: withSnapshot({ pois: xs.map((x) => ({ k: 'crate', pos: { x, y: 0 } })) }),
    });
    expect(between(pois(1, 2, 3), pois(2, 3))).toEqual([['world/pois/crate', '1,0', undefined]]);
    expect(between(pois(1, 2), pois(2, 7, 8))).toEqual([
      ['world/pois/crate', '1,0', '7,0'],
      ['world/pois/crate', undefined, '8,0'],
    ]);
  });
});

// Few, and made once: to prepare a prompt takes longer than to compare.
const libraries = [library, new PromptLibrary({ ...parameters, temperature: 0.5, contextTokens: 1_024 })];
const registries = [
  [defaultRegistry.tools],
  [[tool('A'), tool('B')]],
  [[tool('B'), tool('A')]],
  [[tool('A')], [tool('B')]],
  [[tool('A'), tool('B', { cooldownS: 3 })]],
  [[tool('A'), tool('B'), tool('C')]],
].map(([offered, hidden]) => createRegistry('own', offered ?? [], hidden));
const anyRegistry = fc.constantFrom(...registries);
const anyStatics = fc.record({
  library: fc.constantFrom(...libraries),
  model: fc.constantFrom('phi3', 'phi3', 'mistral'),
  answerer: fc.constantFrom<Answerer>('server', 'server', 'simulator'),
});

describe('for every two questions, the differences', () => {
  it('are none exactly when the keys are equal, and each really differs', () => {
    const seen = { equal: 0, different: 0 };
    fc.assert(
      fc.property(
        anyScenarioPair,
        fc.tuple(anyStatics, anyStatics),
        fc.tuple(anyRegistry, anyRegistry),
        fc.constantFrom('scenario', 'scenario', 'statics', 'registry'),
        ([one, other], statics, tools, changing) => {
          const asked = { ...statics[0], scenario: { ...one, registry: tools[0] } };
          const registry = tools[changing === 'registry' ? 1 : 0];
          const known = { ...statics[changing === 'statics' ? 1 : 0], scenario: { ...other, registry } };
          const found = differences(partsOf(asked), partsOf(known));
          const isSameKey = keyOf(asked) === keyOf(known);
          expect(found.length === 0).toBe(isSameKey);
          seen[isSameKey ? 'equal' : 'different']++;
          for (const difference of found) expect(difference.asked).not.toBe(difference.known);
          expect(differences(partsOf(known), partsOf(asked))).toHaveLength(found.length);
          expectReal(found, asked.scenario, known.scenario);
        },
      ),
      { numRuns: 300 },
    );
    expect(Math.min(seen.equal, seen.different)).toBeGreaterThan(15);
  });
});

/** Each fact that is reported for one side is said there, and not on the other. */
function expectReal(found: ReturnType<typeof differences>, asked: Scenario, known: Scenario): void {
  const texts = (scenario: Scenario) => factsOf(scenario).map(({ path, value }) => JSON.stringify([path, value]));
  const [ours, theirs] = [texts(asked), texts(known)];
  for (const { part, asked: one, known: other } of found) {
    if (!/^(world|scenario)\//.test(part)) continue;
    const path = part.replace(/^world\//, '');
    if (one !== undefined) {
      expect(ours).toContain(JSON.stringify([path, one]));
      expect(theirs).not.toContain(JSON.stringify([path, one]));
    }
    if (other !== undefined) {
      expect(theirs).toContain(JSON.stringify([path, other]));
      expect(ours).not.toContain(JSON.stringify([path, other]));
    }
  }
}

describe('explaining a miss', () => {
  it('says so when nothing is cached', () => {
    expect(explainMiss(partsOf(), [])).toEqual({ nearest: undefined });
  });

  it('takes the most similar of the questions with the fewest differences among the statics', () => {
    const near = partsOf({ model: 'mistral' });
    const far = partsOf({ scenario: withSnapshot({ obstacles: [], pois: [] }) });
    const middle = partsOf({ scenario: withSnapshot({ obstacles: [] }) });
    const explanation = explainMiss(partsOf(), [near, far, middle]);
    expect(explanation).toMatchObject({ similarity: 16 / 18 });
    expect(explanation.nearest).toBe(middle);
    expect(explainMiss(partsOf(), [middle, near]).nearest).toBe(middle);
    expect(explainMiss(partsOf(), [near]).nearest).toBe(near);
    const farther = partsOf({ model: 'mistral', answerer: 'simulator' });
    expect(explainMiss(partsOf(), [farther, near]).nearest).toBe(near);
  });

  it('prefers the first of those that are as near', () => {
    const [one, other] = [partsOf({ scenario: makeScenario(1) }), partsOf({ scenario: makeScenario(2) })];
    expect(explainMiss(partsOf(), [one, other]).nearest).toBe(one);
  });
});

describe('the parts of a key', () => {
  it('hold the facts of the question, and share their statics', () => {
    const [one, other] = [partsOf(), partsOf({ scenario: makeScenario(1) })];
    expect(one.statics).toBe(other.statics);
    expect(factsOfKey(one)).toEqual(factsOf(makeScenario()));
  });

  it('are as good after a while on disk', () => {
    const parts = partsOf({ scenario: makeScenario(1) });
    expect(JSON.parse(JSON.stringify(parts))).toEqual(parts);
    expect(differences(partsOf(), JSON.parse(JSON.stringify(parts)))).toEqual(differences(partsOf(), parts));
  });
});
