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

/** What a canonical question asks, as a scenario has it: the way back from `Question.canonical`. */
export function readQuestion(canonical: string): Pick<Scenario, 'snapshot' | 'rules' | 'objective' | 'instructions'> {
  const [snapshotText = '', switches = '', instructions = ''] = canonical.split('\n');
  const snapshot = JSON.parse(snapshotText) as WorldSnapshot;
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
