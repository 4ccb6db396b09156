import type { EntryChange, NoteChange, StoreChange, StoreTables } from './storeTables.ts';

/**
 * Changes of a store that could not be made at once: the last one for each entry and note. They hold before what is
 * on disk.
 */
export class WaitingChanges {
  readonly #maxEntries: number;
  readonly #entries = new Map<string, EntryChange>();
  readonly #notes = new Map<string, NoteChange>();
  readonly #touches = new Map<string, number>();
  #clears = false;

  /** Beyond `maxEntries` the oldest are given up: a store that never comes back must not fill the memory. */
  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** How many changes wait; touches do not count. */
  get size(): number {
    return this.#entries.size + this.#notes.size + (this.#clears ? 1 : 0);
  }

  get isEmpty(): boolean {
    return this.size === 0 && this.#touches.size === 0;
  }

  /** True when every entry on disk is to be forgotten first. */
  get clears(): boolean {
    return this.#clears;
  }

  add(change: StoreChange): void {
    if (change.type === 'note') {
      this.#notes.set(change.name, change);
      return;
    }
    this.#entries.delete(change.key);
    this.#entries.set(change.key, change);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#maxEntries && oldest !== undefined) this.#entries.delete(oldest);
  }

  /** Notes when the entry under `key` was served last, for what is deleted when the store is full. */
  touch(key: string, usedAtMs: number): void {
    if (this.#touches.size < this.#maxEntries) this.#touches.set(key, usedAtMs);
  }

  /** Forgets the entries that wait, and has those on disk forgotten. Returns how many waited. */
  clearEntries(): number {
    const waited = this.entries().filter((change) => change.type === 'put').length;
    this.#entries.clear();
    this.#touches.clear();
    this.#clears = true;
    return waited;
  }

  /** What waits for the entry under `key`. */
  entry(key: string): EntryChange | undefined {
    return this.#entries.get(key);
  }

  /** What waits for the note of that name. */
  note(name: string): NoteChange | undefined {
    return this.#notes.get(name);
  }

  entries(): readonly EntryChange[] {
    return [...this.#entries.values()];
  }

  /** Makes the changes. They wait on until `forget`. */
  applyTo(tables: StoreTables): void {
    if (this.#clears) tables.clear();
    for (const change of [...this.#entries.values(), ...this.#notes.values()]) tables.apply(change);
    for (const [key, usedAtMs] of this.#touches) tables.touch(key, usedAtMs);
  }

  forget(): void {
    this.#entries.clear();
    this.#notes.clear();
    this.#touches.clear();
    this.#clears = false;
  }
}
