import * as vscode from 'vscode';
import type { PlanResult } from '../core/planResult.ts';

const SCHEME = 'planscope-plan';

/**
 * Generated plans as read-only documents: nothing to close with a question, nothing written until the user saves it.
 * Each scenario has one for each origin, refreshed by each new plan, and its name says the origin: a plan by rules is
 * never taken for a model's.
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
    return (
      this.#texts.get(uri.toString()) ?? '"This plan was made before the window was reloaded. Generate it again."\n'
    );
  }

  /** Shows the plan beside its scenario, without taking the focus from it. */
  async show(result: PlanResult, scenario: vscode.TextDocument): Promise<void> {
    const name = scenario.uri.path.replace(/\.json$/, '');
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `${name.startsWith('/') ? '' : '/'}${name}${originSuffix(result)}.plan.json`,
      query: scenario.uri.toString(),
    });
    this.#texts.set(uri.toString(), `${JSON.stringify(result.plan, undefined, 2)}\n`);
    this.#changes.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function originSuffix({ source, trace }: PlanResult): string {
  if (source === 'fallback') return '.fallback';
  return trace.answerer === 'simulator' ? '.simulator' : '';
}
