import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/events.ts';
import type { Logger } from '../base/logger.ts';
import { type BreakerSettings, type BreakerTransition, CircuitBreaker, type ErrorJudge } from './breaker.ts';

/** One circuit breaker per model, made at its first use. */
export class Breakers implements Disposable {
  readonly #options: { readonly clock: Clock; readonly logger: Logger; readonly judge: ErrorJudge } & BreakerSettings;
  readonly #byModel = new Map<string, CircuitBreaker>();
  readonly #changes: Emitter<{ readonly model: string; readonly transition: BreakerTransition }>;
  #isDisposed = false;

  constructor(
    options: { readonly clock: Clock; readonly logger: Logger; readonly judge: ErrorJudge } & BreakerSettings,
  ) {
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
    const breaker = new CircuitBreaker(this.#options);
    breaker.onDidChange((transition) => this.#changes.fire({ model, transition }));
    // A request may outlive its client; nobody would end a breaker that is made for it now.
    if (this.#isDisposed) breaker.dispose();
    else this.#byModel.set(model, breaker);
    return breaker;
  }

  entries(): readonly (readonly [model: string, breaker: CircuitBreaker])[] {
    return [...this.#byModel];
  }

  /** Forgets every breaker: what was learnt of one server says nothing about another. */
  clear(): void {
    for (const breaker of this.#byModel.values()) breaker.dispose();
    this.#byModel.clear();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.clear();
    this.#changes.dispose();
  }
}
