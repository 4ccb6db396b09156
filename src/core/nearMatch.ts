import type { PromptCache } from './cache/promptCache.ts';
import type { CachedPlan } from './cachedPlan.ts';
import { factHashes } from './prompt/worldFacts.ts';
import type { Plan } from './world/plan.ts';
import { isSamePlan } from './world/samePlan.ts';
import type { Scenario } from './world/scenario.ts';
import { simulatePlan } from './world/simulate.ts';

/** A question as the near index knows it. Only questions of one group, that is of equal statics, are compared. */
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

  /** Looks for the plan of a similar world. Counts nothing. */
  look(group: string, scenario: Scenario): NearQuestion {
    const features = factHashes(scenario);
    const found = this.#cache.nearest(group, features, this.#minSimilarity);
    const fits = found !== undefined && simulatePlan(found.value.plan, scenario).executable;
    return { group, features, candidate: fits ? found : undefined };
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
