import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Client } from '../core/client.ts';
import { isCounting } from '../shared/counting.ts';
import { escapeMarkdown } from '../shared/markdown.ts';
import { statusText } from '../shared/statusText.ts';
import type { ModelConnection } from './modelConnection.ts';
import { Throttle } from './throttle.ts';

const UPDATES_PER_SECOND = 4;

/** The one status bar item: which model plans, and the state of its breaker. A click opens the dashboard. */
export class StatusBar implements vscode.Disposable {
  readonly #client: Client;
  readonly #connection: ModelConnection;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly #updates: Throttle;
  #countdown: NodeJS.Timeout | undefined;

  constructor(options: { readonly client: Client; readonly connection: ModelConnection }) {
    this.#client = options.client;
    this.#connection = options.connection;
    this.#item = vscode.window.createStatusBarItem('planscope.status', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = 'Planscope';
    this.#item.command = 'planscope.openDashboard';
    this.#updates = new Throttle(1000 / UPDATES_PER_SECOND, () => this.#show());
    this.#subscriptions = [
      this.#client.onDidChange(() => this.#updates.request()),
      this.#connection.onDidChange(() => this.#updates.request()),
    ];
    this.#show();
    this.#item.show();
  }

  dispose(): void {
    clearTimeout(this.#countdown);
    this.#updates.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #show(): void {
    clearTimeout(this.#countdown);
    const snapshot = this.#client.figures();
    const { text, accessibleText, tooltipRows, tone } = statusText(snapshot);
    const shown = this.#textBeforeAModel() ?? { text, accessibleText };
    this.#item.text = shown.text;
    this.#item.accessibilityInformation = { label: shown.accessibleText };
    this.#item.tooltip = tooltip(tooltipRows, this.#connection.message);
    this.#item.backgroundColor = background(tone);
    // All else changes by events.
    if (isCounting(snapshot)) this.#countdown = setTimeout(() => this.#show(), 1000);
  }

  /** Nobody looked for a model yet, or the search is under way: neither is "no model". */
  #textBeforeAModel(): { readonly text: string; readonly accessibleText: string } | undefined {
    switch (this.#connection.state) {
      case 'idle':
        return { text: '$(circle-outline) Planscope', accessibleText: l10n.t('Planscope: not used yet') };
      case 'looking':
        return {
          text: `$(sync~spin) ${l10n.t('Planscope: looking')}`,
          accessibleText: l10n.t('Planscope: looking for a local model'),
        };
      case 'loading':
        return {
          text: `$(sync~spin) ${l10n.t('Planscope: model loading')}`,
          accessibleText: l10n.t('Planscope: the model is being loaded'),
        };
      case 'connected':
      case 'none':
        return undefined;
    }
  }
}

function background(tone: 'normal' | 'warning' | 'error'): vscode.ThemeColor | undefined {
  return tone === 'normal' ? undefined : new vscode.ThemeColor(`statusBarItem.${tone}Background`);
}

function tooltip(
  rows: readonly { readonly label: string; readonly value: string }[],
  message: string,
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString('', true);
  markdown.appendMarkdown('**Planscope**\n\n');
  markdown.appendText(message);
  markdown.appendMarkdown('\n\n| | |\n|:--|:--|\n');
  for (const { label, value } of rows)
    markdown.appendMarkdown(`| ${escapeMarkdown(label)} | ${escapeMarkdown(value)} |\n`);
  return markdown;
}
