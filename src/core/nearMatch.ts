import type { NearValue, PromptCache } from './cache/promptCache.ts';
import type { CachedPlan } from './cachedPlan.ts';
import { canonicalText } from './prompt/canonicalText.ts';
import { factHashes } from './prompt/worldFacts.ts';
import type { Plan } from './world/plan.ts';
import type { Problem } from './world/problems.ts';
import { isSamePlan } from './world/samePlan.ts';
import type { Scenario } from './world/scenario.ts';
import { simulatePlan } from './world/simulation/simulate.ts';

/**
 * A question as the near index knows it. Only questions of one group are compared: those with the same model, tools and
 * parameters that ask for the same, by the same rules and in the same words. What differs is the world alone.
 */
export interface NearQuestion {
  readonly group: string;
  readonly features: Uint32Array;
  /** A plan of a similar world that can be carried out in this one, if there is one. */
  readonly candidate: NearPlan | undefined;
}

/** A plan that was made for a similar world. `similarity`: the share of the facts of both worlds that is the same. */
export interface NearPlan {
  readonly key: string;
  readonly value: CachedPlan;
  readonly similarity: number;
  /** Findings about the plan in this world, and the repairs that it had. */
  readonly problems: readonly Problem[];
}

/**
 * Near matches: on an exact miss the plan of the most similar world, where it can be carried out in this one too. In
 * shadow mode it is not served: the model is asked, and the two plans are compared.
 */
export class NearMatch {
  readonly #cache: PromptCache<CachedPlan>;
  readonly #minSimilarity: number;
  readonly isShadow: boolean;

  constructor(options: {
    readonly cache: PromptCache<CachedPlan>;
    readonly minSimilarity: number;
    readonly isShadow: boolean;
  }) {
    this.#cache = options.cache;
    this.#minSimilarity = options.minSimilarity;
    this.isShadow = options.isShadow;
  }

  /** Looks for the plan of a similar world. `statics` is the static digest of the key. Counts nothing. */
  look(statics: string, scenario: Scenario): NearQuestion {
    const group = groupOf(statics, scenario);
    const features = factHashes(scenario);
    const found = this.#cache.nearest(group, features, this.#minSimilarity);
    return { group, features, candidate: found === undefined ? undefined : fitted(found, scenario) };
  }

  /** The candidate was served. */
  served({ key }: NearPlan): void {
    this.#cache.recordNearHit(key);
  }

  /** The model has made its plan: it is found by similar questions from now on, and tells whether the candidate was right. */
  keep(key: string, question: NearQuestion, plan: Plan): void {
    const { group, features, candidate } = question;
    if (this.isShadow && candidate !== undefined) this.#cache.recordShadow(!isSamePlan(candidate.value.plan, plan));
    this.#cache.setNear(key, group, features);
  }
}

function groupOf(statics: string, { objective, instructions, rules }: Scenario): string {
  const asked = [objective ?? '', instructions ?? ''].map(canonicalText);
  return [statics, ...Object.values(rules), ...asked].join('\n');
}

/** The found plan as it is in this world; undefined where it cannot be carried out, or misses the aim that it had met. */
function fitted(found: NearValue<CachedPlan>, scenario: Scenario): NearPlan | undefined {
  const { plan, problems } = found.value;
  const { executable, objectiveReached, problems: here } = simulatePlan(plan, scenario);
  const missedItThere = problems.some(({ code }) => code === 'objective-not-reached');
  if (!executable || (objectiveReached === 'no' && !missedItThere)) return undefined;
  return { ...found, problems: [...problems.filter(({ code }) => code === 'repaired'), ...here] };
}
