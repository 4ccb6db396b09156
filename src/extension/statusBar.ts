import * as vscode from 'vscode';
import type { Client } from '../core/client.ts';
import { isCounting } from '../shared/counting.ts';
import { escapeMarkdown } from '../shared/markdown.ts';
import { type StatusCommand, type StatusText, statusText } from '../shared/statusText.ts';
import { withoutIcons } from '../shared/withoutIcons.ts';
import type { ModelConnection } from './model/modelConnection.ts';
import type { SimulatorController } from './model/simulatorController.ts';
import { Throttle } from './throttle.ts';

const UPDATES_PER_SECOND = 4;

/** The one status bar item: which model plans, and the state of its breaker. A click opens the dashboard. */
export class StatusBar implements vscode.Disposable {
  readonly #client: Client;
  readonly #connection: ModelConnection;
  readonly #simulator: SimulatorController;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly #updates: Throttle;
  #countdown: NodeJS.Timeout | undefined;
  /** What is shown, so that the editor is told of changes only: an open tooltip stays as it is. */
  #shown = '';
  #tooltip = '';

  constructor(options: {
    readonly client: Client;
    readonly connection: ModelConnection;
    readonly simulator: SimulatorController;
    readonly item: vscode.StatusBarItem;
  }) {
    this.#client = options.client;
    this.#connection = options.connection;
    this.#simulator = options.simulator;
    this.#item = options.item;
    this.#updates = new Throttle(1000 / UPDATES_PER_SECOND, () => this.#show());
    const request = (): void => this.#updates.request();
    this.#subscriptions = [
      this.#client.onDidChange(request),
      this.#connection.onDidChange(request),
      this.#simulator.onDidExit(request),
    ];
    this.#show();
  }

  dispose(): void {
    clearTimeout(this.#countdown);
    this.#updates.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #show(): void {
    clearTimeout(this.#countdown);
    const snapshot = this.#client.figures();
    const { state: connection, message } = this.#connection;
    const status = statusText(snapshot, { connection, isSimulatorRunning: this.#simulator.isRunning });
    this.#showBar(status);
    this.#showTooltip(status, message);
    // All else changes by events.
    if (isCounting(snapshot)) this.#countdown = setTimeout(() => this.#show(), 1000);
  }

  #showBar({ text, accessibleText, tone }: StatusText): void {
    const shown = [text, accessibleText, tone].join('\n');
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#item.text = text;
    this.#item.accessibilityInformation = { label: accessibleText };
    this.#item.backgroundColor =
      tone === 'normal' ? undefined : new vscode.ThemeColor(`statusBarItem.${tone}Background`);
  }

  #showTooltip(status: StatusText, message: string): void {
    const tooltip = tooltipOf(status, message);
    if (tooltip.value === this.#tooltip) return;
    this.#tooltip = tooltip.value;
    this.#item.tooltip = tooltip;
  }
}

/** Words of others are text in it: no link, no icon, no command but the ones that are named here. */
function tooltipOf({ tooltipRows, commands }: StatusText, message: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString('', true);
  markdown.isTrusted = { enabledCommands: commands.map(({ command }) => command) };
  markdown.appendMarkdown('**Planscope**\n\n');
  markdown.appendMarkdown(foreign(message));
  markdown.appendMarkdown('\n\n| | |\n|:--|:--|\n');
  for (const { label, value } of tooltipRows)
    markdown.appendMarkdown(`| ${escapeMarkdown(label)} &nbsp; | ${foreign(value)} |\n`);
  markdown.appendMarkdown(`\n\n---\n\n${commands.map(linkTo).join(' &nbsp;·&nbsp; ')}`);
  return markdown;
}

/** `MarkdownString.appendText` would leave `<command:…>` a link. */
function foreign(text: string): string {
  return escapeMarkdown(withoutIcons(text));
}

function linkTo({ command, title, args }: StatusCommand): string {
  const query = args === undefined ? '' : `?${encodeURIComponent(JSON.stringify(args))}`;
  // What a link's address ends at, and encodeURIComponent leaves.
  const address = `command:${command}${query}`.replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'));
  // A title stays in one line.
  return `[${escapeMarkdown(title).replaceAll(' ', '&nbsp;')}](${address})`;
}
