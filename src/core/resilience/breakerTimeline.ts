export type BreakerState = 'closed' | 'open' | 'half-open' | 'isolated';

/** One change of state. */
export interface BreakerTransition {
  /** Calendar time, milliseconds since the epoch. */
  readonly atMs: number;
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** For people, for example "5 failures in a row (last: refused)". */
  readonly cause: string;
}

const LENGTH = 50;

/** The newest fifty transitions of a breaker, oldest first. */
export class BreakerTimeline {
  readonly #transitions: BreakerTransition[];

  constructor(earlier: readonly BreakerTransition[] = []) {
    this.#transitions = earlier.slice(-LENGTH);
  }

  /** Why the breaker is in its state; undefined while it never left the first one. */
  get lastCause(): string | undefined {
    return this.#transitions.at(-1)?.cause;
  }

  add(transition: BreakerTransition): void {
    this.#transitions.push(transition);
    if (this.#transitions.length > LENGTH) this.#transitions.shift();
  }

  list(): readonly BreakerTransition[] {
    return [...this.#transitions];
  }
}
