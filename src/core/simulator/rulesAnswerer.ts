import { LRUCache } from 'lru-cache';
import { InputError } from '../base/errors.ts';
import { heuristicPlan } from '../world/heuristicPlan.ts';
import { scenarioFromSnapshot } from '../world/parseScenario.ts';
import type { Answerer, SimulatedAnswer } from './answerer.ts';
import { findSnapshot } from './promptSnapshot.ts';

/** Plans kept by snapshot text: a benchmark that sends the same worlds again measures its client, not our rules. */
const maxPlans = 512;

/** Longer texts are planned anew: V8 hashes all strings of one length from 16,384 characters on to one bucket. */
const maxKeyLength = 16_383;

/**
 * Answers with a plan made by rules from the snapshot in the prompt. Where there is none to plan from, it says so,
 * which is an answer but no plan.
 */
export function createRulesAnswerer(): Answerer {
  const plans = new LRUCache<string, SimulatedAnswer>({ max: maxPlans });
  const noSnapshot = excuse('The simulator found no world snapshot in the prompt, so it has nothing to plan from.');

  return (prompt, wantsJson) => {
    const found = findSnapshot(prompt);
    if (found === undefined) return wantsJson ? noSnapshot.json : noSnapshot.text;
    const kept = plans.get(found.text);
    if (kept !== undefined) return kept;
    const outcome = planFor(found.value);
    if (outcome.type === 'excuse') return wantsJson ? outcome.json : outcome.text;
    if (found.text.length <= maxKeyLength) plans.set(found.text, outcome.answer);
    return outcome.answer;
  };
}

type Excuse = { readonly type: 'excuse'; readonly text: SimulatedAnswer; readonly json: SimulatedAnswer };

function planFor(snapshot: object): { readonly type: 'plan'; readonly answer: SimulatedAnswer } | Excuse {
  try {
    const plan = heuristicPlan(scenarioFromSnapshot(snapshot));
    if (plan === undefined) return excuse('The simulator’s rules find nothing to do in this world.');
    return { type: 'plan', answer: said(JSON.stringify(plan)) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return excuse(`The simulator cannot read the world snapshot in the prompt. ${error.message}`);
  }
}

function excuse(reason: string): Excuse {
  return { type: 'excuse', text: said(reason), json: said(JSON.stringify({ note: reason })) };
}

function said(text: string): SimulatedAnswer {
  return { text, recordedMs: 0, verbatim: false };
}
