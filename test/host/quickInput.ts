import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { waitFor } from './waitFor.ts';

const OPEN_LIMIT_MS = 3_000;
const ENTRY_LIMIT_MS = 4_000;
const PICK_LIMIT_MS = 10_000;
const COMMAND_LIMIT_MS = 30_000;
const ATTEMPT_PAUSE_MS = 300;
const MOST_ROWS = 40;

/** The one widget at the top of the workbench: command palette, quick open, quick picks, input boxes. */
export class QuickInput {
  readonly #page: Page;
  readonly #signal: AbortSignal;

  constructor(page: Page, signal: AbortSignal) {
    this.#page = page;
    this.#signal = signal;
  }

  get widget(): Locator {
    return this.#page.locator('.quick-input-widget');
  }

  get input(): Locator {
    return this.widget.locator('.quick-input-filter input.input');
  }

  /** The labels of the entries that are shown, in order; none when it is closed. */
  async labels(): Promise<string[]> {
    if (!(await this.widget.isVisible())) return [];
    return await this.#rows.locator('.label-name').allTextContents();
  }

  /** Runs the command with exactly this title ("Planscope: Run LLM Benchmarks"), once it is known to the palette. */
  async runCommand(title: string): Promise<void> {
    await this.#attempt(`The command "${title}"`, async () => {
      await this.#open('F1');
      const query = `>${title}`;
      await this.input.fill(query, { timeout: OPEN_LIMIT_MS });
      await this.#focusEntry(title);
      await this.#page.keyboard.press('Enter');
      await this.#until('The end of the palette', OPEN_LIMIT_MS, async () => !(await this.#shows(query)));
    });
  }

  /** Opens a file by its absolute path. */
  async openFile(file: string, name: string): Promise<void> {
    await this.#attempt(`The file "${file}"`, async () => {
      await this.#open('ControlOrMeta+p');
      await this.input.fill(file, { timeout: OPEN_LIMIT_MS });
      await this.#focusEntry(name);
      await this.#page.keyboard.press('Enter');
      await this.widget.waitFor({ state: 'hidden', timeout: OPEN_LIMIT_MS });
    });
  }

  /** Chooses one entry of the quick pick that is open or about to open, and waits until it is taken. */
  async pick(label: string | RegExp): Promise<void> {
    const row = await this.#row(label);
    const before = await this.#signature();
    await row.click({ timeout: PICK_LIMIT_MS });
    await this.#until(
      `The end of the pick of ${label}`,
      PICK_LIMIT_MS,
      async () => (await this.#signature()) !== before,
    );
  }

  /**
   * Runs a command and chooses an entry in each of the quick picks that it shows one after the other. All again where
   * one closed by itself: on a busy machine the focus comes back to a page only after the palette is gone, and takes it
   * from the pick.
   */
  async runAndPick(title: string, ...labels: readonly (string | RegExp)[]): Promise<void> {
    await this.#attempt(`${labels.join(', ')} after "${title}"`, async () => {
      await this.runCommand(title);
      for (const label of labels) await this.pick(label);
    });
  }

  /** Runs a command until the quick pick that it shows has this entry; again as in `runAndPick`. */
  async runToPick(title: string, label: string | RegExp): Promise<void> {
    await this.#attempt(`A choice of ${label} after "${title}"`, async () => {
      await this.runCommand(title);
      await this.#row(label);
    });
  }

  /** Ticks or unticks one entry of a quick pick of several. */
  async setPicked(label: string | RegExp, picked: boolean): Promise<void> {
    const row = await this.#row(label);
    const box = row.getByRole('checkbox');
    const isPicked = async (): Promise<boolean> => (await box.getAttribute('aria-checked')) === 'true';
    if ((await isPicked()) === picked) return;
    await row.click({ timeout: PICK_LIMIT_MS });
    await this.#until(`The tick of ${label}`, PICK_LIMIT_MS, async () => (await isPicked()) === picked);
  }

  /** Confirms a quick pick of several, or the text of an input box; `text` is typed first. */
  async accept(text?: string): Promise<void> {
    await this.input.waitFor({ timeout: PICK_LIMIT_MS });
    if (text !== undefined) await this.input.fill(text);
    const before = await this.#signature();
    await this.input.press('Enter');
    await this.#until('The end of the quick input', PICK_LIMIT_MS, async () => (await this.#signature()) !== before);
  }

  /** Closes it as Escape does. */
  async cancel(): Promise<void> {
    if (!(await this.widget.isVisible())) return;
    await this.input.press('Escape');
    await this.widget.waitFor({ state: 'hidden', timeout: OPEN_LIMIT_MS });
  }

  get #rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Repeats until it succeeds: another part of the workbench may take the focus, or know the entry later. */
  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + COMMAND_LIMIT_MS;
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (performance.now() > deadline) throw new Error(`${what} could not be chosen`, { cause: error });
        await this.cancel().catch(() => undefined);
        await sleep(ATTEMPT_PAUSE_MS, undefined, { signal: this.#signal });
      }
    }
  }

  async #open(key: string): Promise<void> {
    await this.cancel();
    await this.#page.keyboard.press(key);
    await this.input.waitFor({ timeout: OPEN_LIMIT_MS });
  }

  /** Goes down the list to the entry with exactly this label. */
  async #focusEntry(label: string): Promise<void> {
    await this.#until(`An entry "${label}"`, ENTRY_LIMIT_MS, async () => (await this.labels()).includes(label));
    // A pick that was just closed may be there still, unseen.
    const focused = this.widget.locator('.monaco-list-row.focused .label-name').filter({ visible: true }).first();
    for (let row = 0; row < MOST_ROWS; row += 1) {
      if ((await focused.textContent({ timeout: OPEN_LIMIT_MS })) === label) return;
      await this.input.press('ArrowDown');
    }
    throw new Error(`The entry "${label}" could not be reached by the arrow keys`);
  }

  async #row(label: string | RegExp): Promise<Locator> {
    const exact = typeof label === 'string' ? new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : label;
    const row = this.#rows.filter({ has: this.#page.locator('.label-name', { hasText: exact }) }).first();
    await row.waitFor({ timeout: PICK_LIMIT_MS }).catch(async (cause: unknown) => {
      const labels = await this.labels();
      const what = labels.length === 0 ? 'There is no quick pick' : `The quick pick has only: ${labels.join(', ')}`;
      throw new Error(`No entry ${label} was shown. ${what}`, { cause });
    });
    return row;
  }

  async #shows(query: string): Promise<boolean> {
    return (await this.widget.isVisible()) && (await this.input.inputValue()) === query;
  }

  /** Differs when another quick input is shown, or none. */
  async #signature(): Promise<string> {
    if (!(await this.widget.isVisible())) return 'none';
    const title = await this.widget.locator('.quick-input-title').textContent();
    const placeholder = await this.input.getAttribute('placeholder');
    return [title, placeholder, ...(await this.labels())].join('\n');
  }

  async #until(what: string, limitMs: number, probe: () => Promise<boolean>): Promise<void> {
    await waitFor({ what, limitMs }, probe, this.#signal);
  }
}
