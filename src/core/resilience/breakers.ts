import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/events.ts';
import { type BreakerOptions, CircuitBreaker } from './breaker.ts';
import type { BreakerTransition } from './breakerTimeline.ts';
import { readSavedBreaker, readSavedBreakers, type SavedBreaker, type SavedBreakers } from './savedBreaker.ts';

const MAX_SAVED = 100;

/** One circuit breaker per model, made at its first use. */
export class Breakers implements Disposable {
  readonly #options: BreakerOptions;
  readonly #byModel = new Map<string, CircuitBreaker>();
  /** Of an earlier program, for models that were not asked for yet. */
  readonly #saved = new Map<string, SavedBreaker>();
  readonly #changes: Emitter<{ readonly model: string; readonly transition: BreakerTransition }>;
  #isDisposed = false;

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#changes = new Emitter((error) => options.logger.error(`A breaker listener failed: ${String(error)}`));
  }

  /** Any breaker changed its state. */
  get onDidChange(): Event<{ readonly model: string; readonly transition: BreakerTransition }> {
    return this.#changes.event;
  }

  of(model: string): CircuitBreaker {
    const known = this.#byModel.get(model);
    if (known !== undefined) return known;
    const breaker = new CircuitBreaker(this.#options, this.#saved.get(model));
    this.#saved.delete(model);
    breaker.onDidChange((transition) => this.#changes.fire({ model, transition }));
    // A request may outlive its client; nobody would end a breaker that is made for it now.
    if (this.#isDisposed) breaker.dispose();
    else this.#byModel.set(model, breaker);
    return breaker;
  }

  entries(): readonly (readonly [model: string, breaker: CircuitBreaker])[] {
    return [...this.#byModel];
  }

  /** What of the breakers is worth keeping when the program ends: plain JSON, for `restore`. */
  saved(): SavedBreakers {
    const living = [...this.#byModel].map(([model, breaker]) => ({ model, breaker: breaker.saved() }));
    const notAskedFor = [...this.#saved].map(([model, breaker]) => ({ model, breaker }));
    return { version: 1, breakers: [...living, ...notAskedFor].slice(0, MAX_SAVED) };
  }

  /**
   * Takes over what an earlier program saved of the same server: each breaker goes on where it stopped when its model
   * is first asked for. One that is in use already knows more and stays as it is. What cannot be read is ignored, and
   * logged; at most 100 models are taken.
   */
  restore(saved: unknown): void {
    if (this.#isDisposed) return;
    const { logger } = this.#options;
    const entries = readSavedBreakers(saved);
    if (entries === undefined)
      logger.warn('The saved circuit breakers cannot be read and are ignored: all start closed.');
    for (const { model, breaker: unchecked } of entries?.slice(0, MAX_SAVED) ?? []) {
      const breaker = readSavedBreaker(unchecked);
      if (breaker === undefined) {
        logger.warn(`The saved circuit breaker of ${model} cannot be read and is ignored: it starts closed.`);
      } else if (!this.#byModel.has(model)) this.#saved.set(model, breaker);
    }
  }

  /** Forgets every breaker, saved ones too: what was learnt of one server says nothing about another. */
  clear(): void {
    for (const breaker of this.#byModel.values()) breaker.dispose();
    this.#byModel.clear();
    this.#saved.clear();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.clear();
    this.#changes.dispose();
  }
}
