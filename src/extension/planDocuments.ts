import * as vscode from 'vscode';
import type { Plan } from '../core/world/plan.ts';

const SCHEME = 'planscope-plan';
const SCENARIO_SUFFIX = /(\.(scenario|snapshot))?\.json$/;

/**
 * Generated plans as read-only documents, one for each scenario, refreshed by each new plan: nothing to close with a
 * question, nothing written until the user saves it as a file.
 */
export class PlanDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor() {
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === SCHEME) this.#texts.delete(uri.toString());
      }),
      this.#changes,
    ];
  }

  get onDidChange(): vscode.Event<vscode.Uri> {
    return this.#changes.event;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Shows the plan beside its scenario, without taking the focus from it. */
  async show(plan: Plan, scenario: vscode.TextDocument): Promise<void> {
    const path = scenario.uri.path.replace(SCENARIO_SUFFIX, '');
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `${path.startsWith('/') ? '' : '/'}${path}.plan.json` });
    this.#texts.set(uri.toString(), `${JSON.stringify(plan, undefined, 2)}\n`);
    this.#changes.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
