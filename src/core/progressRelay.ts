import { Emitter } from './base/events.ts';
import type { PlanProgress } from './planRequest.ts';

/**
 * Tells everybody who waits for one shared call what happens to it. Who joins late hears first what has happened since
 * the model was last asked. A listener that throws stops nobody.
 */
export class ProgressRelay {
  readonly #listeners: Emitter<PlanProgress>;
  #sinceAsked: PlanProgress[] = [];

  constructor(onListenerError: (error: unknown) => void) {
    this.#listeners = new Emitter(onListenerError);
  }

  /** Until the result of `add` is disposed. */
  add(listener: (progress: PlanProgress) => void): { dispose(): void } {
    const earlier = new Emitter<PlanProgress>(this.#listeners.onListenerError);
    earlier.event(listener);
    for (const progress of this.#sinceAsked) earlier.fire(progress);
    return this.#listeners.event(listener);
  }

  tell(progress: PlanProgress): void {
    if (progress.type === 'asking') this.#sinceAsked = [];
    this.#sinceAsked.push(progress);
    this.#listeners.fire(progress);
  }
}
