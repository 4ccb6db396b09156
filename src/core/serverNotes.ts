import type { EntryStore } from './cache/entryStore.ts';

/** What is known of servers beyond one connection to them: in memory, and in the store where there is one. */
export class ServerNotes {
  readonly #notes = new Map<string, unknown>();
  readonly #store: EntryStore<unknown> | undefined;

  constructor(store: EntryStore<unknown> | undefined) {
    this.#store = store;
  }

  /** The breakers of the server at `endpoint`, for `Breakers.restore`; undefined when it is not known. */
  breakers(endpoint: string): unknown {
    return this.#get(breakersOf(endpoint));
  }

  keepBreakers(endpoint: string, saved: unknown): void {
    this.#set(breakersOf(endpoint), saved);
  }

  /** What servers refused of structured output, for `OutputLadder.restore`. */
  ladder(): unknown {
    return this.#get(LADDER);
  }

  keepLadder(saved: unknown): void {
    this.#set(LADDER, saved);
  }

  #get(name: string): unknown {
    return this.#notes.has(name) ? this.#notes.get(name) : this.#store?.note(name);
  }

  #set(name: string, value: unknown): void {
    this.#notes.set(name, value);
    this.#store?.setNote(name, value);
  }
}

const LADDER = 'output ladder';

function breakersOf(endpoint: string): string {
  return `breakers of ${endpoint}`;
}
