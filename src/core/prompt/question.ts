import type { Scenario } from '../world/scenario.ts';
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
