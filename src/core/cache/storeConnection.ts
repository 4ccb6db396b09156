import type { Disposable } from '../base/disposable.ts';
import { faultOf, reasonOf } from './storeFault.ts';
import { fileIdentity, type Opening, openStoreFile, type StoreFileOptions } from './storeFile.ts';
import type { StoreTables } from './storeTables.ts';

/** How a use of the store ended. `busy`: another window holds it; `off`: it has failed, or is closed for good. */
export type Use<T> = { readonly state: 'done'; readonly value: T } | { readonly state: 'busy' | 'off' };

/** Files found damaged or changed while they were open, before the store is given up. */
const MAX_RECOVERIES = 3;

/**
 * The open file of a store: opened at the first use, opened anew when it was damaged, deleted or taken over by a
 * newer version on the way, given up with one warning when nothing helps. Never throws.
 */
export class StoreConnection implements Disposable {
  readonly #o: Omit<StoreFileOptions, 'busyMs' | 'damaged'>;
  #open: Extract<Opening, { state: 'open' }> | undefined;
  #damaged: string | undefined;
  #recoveries = 0;
  #isOff = false;

  constructor(options: Omit<StoreFileOptions, 'busyMs' | 'damaged'>) {
    this.#o = options;
  }

  get state(): 'closed' | 'open' | 'off' {
    if (this.#isOff) return 'off';
    return this.#open === undefined ? 'closed' : 'open';
  }

  /** Does `work`, which may be done twice, waiting `busyMs` at most for another window. */
  read<T>(work: (tables: StoreTables) => T, busyMs: number): Use<T> {
    for (;;) {
      if (this.#isOff) return { state: 'off' };
      const tables = this.#openTables(busyMs);
      if (tables === undefined) continue;
      if (tables === 'busy') return { state: 'busy' };
      try {
        tables.waitAtMost(busyMs);
        return { state: 'done', value: work(tables) };
      } catch (error) {
        if (faultOf(error) === 'busy') return { state: 'busy' };
        this.#recover(error);
      }
    }
  }

  /** The same for work that writes: to the file that has the store's name now, should this one have been deleted. */
  write<T>(work: (tables: StoreTables) => T, busyMs: number): Use<T> {
    const open = this.#open;
    if (open !== undefined && this.#identity(open.file) !== open.identity) this.#close();
    return this.read(work, busyMs);
  }

  dispose(): void {
    this.#isOff = true;
    this.#close();
  }

  /** Undefined when it failed, which has been said. */
  #openTables(busyMs: number): StoreTables | 'busy' | undefined {
    if (this.#open !== undefined) return this.#open.tables;
    const damaged = this.#damaged === undefined ? {} : { damaged: this.#damaged };
    const opening = openStoreFile({ ...this.#o, ...damaged, busyMs });
    switch (opening.state) {
      case 'open':
        this.#open = opening;
        return opening.tables;
      case 'busy':
        return 'busy';
      case 'failed':
        this.#turnOff(opening.reason);
        return undefined;
    }
  }

  #recover(error: unknown): void {
    const fault = faultOf(error);
    if (fault === 'failed' || ++this.#recoveries > MAX_RECOVERIES) {
      this.#turnOff(reasonOf(error));
      return;
    }
    if (fault === 'damaged') this.#damaged = this.#open?.identity;
    this.#close();
  }

  #turnOff(reason: string): void {
    this.#isOff = true;
    this.#close();
    this.#o.logger.warn(
      `The prompt cache cannot be kept in ${this.#o.file} (${reason}). It goes on in memory until the next start.`,
    );
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    try {
      open?.tables.close();
    } catch (error) {
      this.#o.logger.debug(`The kept prompt cache ${this.#o.file} could not be closed: ${reasonOf(error)}`);
    }
  }

  #identity(file: string): string | undefined {
    try {
      return fileIdentity(file);
    } catch {
      return undefined;
    }
  }
}
