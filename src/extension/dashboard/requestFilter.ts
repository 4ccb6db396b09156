import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable.ts';
import { Emitter, type Event } from '../../core/base/events.ts';
import type { Client } from '../../core/client.ts';
import type { Outcome } from '../../core/telemetry/figures.ts';
import { formatCount } from '../../shared/format.ts';
import { OUTCOMES, outcomeText } from '../../shared/outcomeText.ts';

const KEY = 'planscope.requestFilter';

/** Which requests the dashboard lists, by outcome. The workspace remembers it. */
export class RequestFilter implements Disposable {
  readonly #memory: vscode.Memento;
  readonly #client: Client;
  readonly #changes = new Emitter<void>(() => {});

  constructor(options: { readonly memory: vscode.Memento; readonly client: Client }) {
    this.#memory = options.memory;
    this.#client = options.client;
  }

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** Empty: all. */
  get outcomes(): readonly Outcome[] {
    const kept: unknown = this.#memory.get(KEY);
    return Array.isArray(kept) ? OUTCOMES.filter((outcome) => kept.includes(outcome)) : [];
  }

  /** Asks which are to be listed. */
  async choose(): Promise<void> {
    const { cacheHits, modelPlans, fallbackPlans, cancelled, unavailable } = this.#client.counters();
    const counts = { cache: cacheHits, model: modelPlans, fallback: fallbackPlans, cancelled, unavailable };
    const shown = this.outcomes;
    const items = OUTCOMES.map((outcome) => ({
      label: outcomeText(outcome),
      description: formatCount(counts[outcome]),
      picked: shown.length === 0 || shown.includes(outcome),
      outcome,
    }));
    const title = l10n.t('Which requests are to be listed?');
    const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
    if (picked === undefined) return;
    // None at all would be an empty list that looks like a client that nobody asked.
    await this.#set(picked.length === OUTCOMES.length ? [] : picked.map(({ outcome }) => outcome));
  }

  async clear(): Promise<void> {
    await this.#set([]);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #set(outcomes: readonly Outcome[]): Promise<void> {
    await this.#memory.update(KEY, outcomes.length === 0 ? undefined : outcomes);
    this.#changes.fire();
  }
}
