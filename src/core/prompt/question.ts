import * as v from 'valibot';
import { tooDeepAt } from '../json/jsonText.ts';
import type { Scenario } from '../world/scenario.ts';
import type { WorldSnapshot } from '../world/snapshot.ts';
import { canonicalSnapshot } from './canonicalSnapshot.ts';
import { canonicalText } from './canonicalText.ts';

/** What one request asks, in canonical form. */
export interface Question {
  /** The world as the model is shown it, see `canonicalSnapshot`. */
  readonly snapshotText: string;
  /** Everything of the scenario that the answer depends on, as text for the key. */
  readonly canonical: string;
}

/** The canonical question of a scenario. Its name is for people and is left out. */
export function questionOf(scenario: Scenario): Question {
  const snapshotText = canonicalSnapshot(scenario.snapshot, scenario.objective);
  const { rules, instructions } = scenario;
  // Canonical texts hold no line break, so the line breaks between the parts cannot be forged.
  const switches = `${rules.enforceCooldowns ? 'c' : '-'}${rules.enforceLineOfSight ? 'l' : '-'}${rules.enforceStamina ? 's' : '-'}`;
  const extra = instructions === undefined ? '' : canonicalText(instructions);
  return { snapshotText, canonical: `${snapshotText}\n${switches}\n${extra}` };
}

const cell = v.looseObject({ x: v.number(), y: v.number() });

/** What `factsOf` needs of a world. Not the guard of files, which is stricter: programs may ask of half cells too. */
const worldShape = v.looseObject({
  t: v.number(),
  player: v.looseObject({ hp: v.number(), pos: cell, stance: v.string(), orders: v.array(v.string()) }),
  me: v.looseObject({
    ammo: v.number(),
    cooldowns: v.record(v.string(), v.number()),
    morale: v.number(),
    pos: cell,
  }),
  enemies: v.array(
    v.looseObject({
      id: v.number(),
      pos: cell,
      hp: v.number(),
      cover: v.exactOptional(v.string()),
      last_seen: v.exactOptional(v.number()),
    }),
  ),
  pois: v.array(v.looseObject({ k: v.string(), pos: cell })),
  obstacles: v.array(cell),
  objective: v.exactOptional(v.nullable(v.string())),
});

/**
 * What a canonical question asks, as a scenario has it: the way back from `Question.canonical`. Undefined where that is
 * no world: it may come from a file.
 */
export function readQuestion(
  canonical: string,
): Pick<Scenario, 'snapshot' | 'rules' | 'objective' | 'instructions'> | undefined {
  const [snapshotText = '', switches = '', instructions = ''] = canonical.split('\n');
  const snapshot = readSnapshot(snapshotText);
  if (snapshot === undefined) return undefined;
  return {
    snapshot,
    rules: {
      enforceCooldowns: switches.includes('c'),
      enforceLineOfSight: switches.includes('l'),
      enforceStamina: switches.includes('s'),
    },
    objective: snapshot.objective ?? undefined,
    instructions: instructions === '' ? undefined : instructions,
  };
}

function readSnapshot(text: string): WorldSnapshot | undefined {
  if (tooDeepAt(text) !== undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return v.is(worldShape, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
