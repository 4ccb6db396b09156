import type { CachedPlan } from './cachedPlan.ts';
import type { StaticParts } from './prompt/keyParts.ts';

/** As many as there are models with prompts of their own in one window, and then some. */
const MAX_SHARED = 64;

/**
 * Has equal statics of plans that come from a store be one object. Each plan there has its own copy of 2 kB, of which
 * the worth of an entry knows nothing, since in the window that made it all plans of a prompt share theirs.
 */
export class SharedStatics {
  /** By their JSON text; the one that was needed last comes last. */
  readonly #byText = new Map<string, StaticParts>();

  /** The same plan, with the statics that an equal one had before it. Remembers the last 64. */
  share(plan: CachedPlan): CachedPlan {
    const text = JSON.stringify(plan.asked.statics);
    const statics = this.#byText.get(text) ?? plan.asked.statics;
    this.#byText.delete(text);
    this.#byText.set(text, statics);
    const [oldest] = this.#byText.keys();
    if (this.#byText.size > MAX_SHARED && oldest !== undefined) this.#byText.delete(oldest);
    return { ...plan, asked: { ...plan.asked, statics } };
  }
}
