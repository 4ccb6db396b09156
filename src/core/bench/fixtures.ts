/** A resource and how it ends. */
export interface Owned<T> {
  readonly value: T;
  dispose(): void | Promise<void>;
}

/** How each shared resource is made. A maker may ask for others; `signal` aborts with the run. */
export type FixtureMakers<Fixtures> = {
  readonly [Name in keyof Fixtures]: (
    scope: FixtureScope<Fixtures>,
    signal: AbortSignal,
  ) => Promise<Owned<Fixtures[Name]>>;
};

export interface FixtureScope<Fixtures> {
  get<Name extends keyof Fixtures>(name: Name): Promise<Fixtures[Name]>;
}

/**
 * Makes each resource once, at its first use, and ends them in the reverse order in which they became ready, so
 * that one which needs another ends before it. One that could not be made rejects for everyone who asks.
 */
export class FixtureStore<Fixtures> implements FixtureScope<Fixtures> {
  readonly #makers: FixtureMakers<Fixtures>;
  readonly #signal: AbortSignal;
  readonly #values = new Map<keyof Fixtures, Promise<unknown>>();
  readonly #ready: Owned<unknown>[] = [];
  #disposal: Promise<void> | undefined;

  constructor(makers: FixtureMakers<Fixtures>, signal: AbortSignal) {
    this.#makers = makers;
    this.#signal = signal;
  }

  get<Name extends keyof Fixtures>(name: Name): Promise<Fixtures[Name]> {
    // The map holds under each name only what the maker of that name gave.
    const known = this.#values.get(name) as Promise<Fixtures[Name]> | undefined;
    if (known !== undefined) return known;
    if (this.#disposal !== undefined)
      return Promise.reject(new Error(`The run is over: no "${String(name)}" any more.`));
    const value = this.#make(name);
    // Whoever asks gets the rejection; at the time it happens maybe nobody waits.
    value.catch(() => {});
    this.#values.set(name, value);
    return value;
  }

  /** Ends everything, what is still being made included; rejects at the end with the first error of an ending. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#disposeAll();
    return this.#disposal;
  }

  async #make<Name extends keyof Fixtures>(name: Name): Promise<Fixtures[Name]> {
    const owned = await this.#makers[name](this, this.#signal);
    this.#ready.push(owned);
    return owned.value;
  }

  async #disposeAll(): Promise<void> {
    await Promise.allSettled(this.#values.values());
    const errors: unknown[] = [];
    for (const owned of this.#ready.reverse()) {
      try {
        await owned.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
