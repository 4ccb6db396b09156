import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlanResult } from '../../core/planResult.ts';
import { planFileText } from '../../core/world/planFile.ts';
import { MemoryFiles } from '../memoryFiles.ts';

/** The scheme of generated plans. The query of such an address is the address of the plan's scenario. */
export const PLAN_SCHEME = 'planscope-plan';

/** More generated plans than this are not kept; the oldest go first. */
const MAX_KEPT = 50;
const KEPT = 'planscope.plans';

/**
 * Generated plans as files of the editor's own memory: they can be edited and mended like any other, and nothing is
 * written to the workspace until the user saves one there. Each scenario has one for each origin, refreshed by each new
 * plan, and its name says the origin: a plan by rules is never taken for a model's. They are kept across reloads.
 */
export class PlanDocuments extends MemoryFiles {
  readonly #memory: vscode.Memento;
  readonly #texts: Map<string, string>;

  constructor(memory: vscode.Memento) {
    super(PLAN_SCHEME, { isReadonly: false });
    this.#memory = memory;
    this.#texts = new Map(readKept(memory.get(KEPT)));
  }

  /**
   * Shows the plan beside its scenario, without taking the focus from it. What the user changed in the plan before and
   * did not save comes back by undo.
   */
  async show(result: PlanResult, scenario: vscode.Uri): Promise<vscode.TextDocument> {
    const name = scenario.path.replace(/(\.(scenario|snapshot))?\.json$/, '');
    const uri = vscode.Uri.from({
      scheme: PLAN_SCHEME,
      path: `${name.startsWith('/') ? '' : '/'}${name}${originSuffix(result)}.plan.json`,
      query: scenario.toString(),
    });
    const text = planFileText(result.plan);
    const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    // An editor with unsaved changes does not look at its file again.
    if (open?.isDirty === true) await replaceText(open, text);
    else this.#write(uri, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
    return document;
  }

  override writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.#write(uri, new TextDecoder().decode(content));
  }

  protected override textOf(uri: vscode.Uri): string {
    const gone = `${JSON.stringify(l10n.t('This plan is no longer kept. Generate it again.'))}\n`;
    return this.#texts.get(uri.toString()) ?? gone;
  }

  #write(uri: vscode.Uri, text: string): void {
    const key = uri.toString();
    this.#texts.delete(key);
    this.#texts.set(key, text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= MAX_KEPT) break;
      this.#texts.delete(oldest);
    }
    this.changed(uri);
    void this.#memory.update(KEPT, [...this.#texts]);
  }
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const whole = new vscode.Range(new vscode.Position(0, 0), document.positionAt(document.getText().length));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

function readKept(kept: unknown): [string, string][] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((entry): entry is [string, string] => {
    const [uri, text]: unknown[] = Array.isArray(entry) ? entry : [];
    return typeof uri === 'string' && typeof text === 'string';
  });
}

function originSuffix({ source, trace }: PlanResult): string {
  if (source === 'fallback') return '.fallback';
  return trace.answerer === 'simulator' ? '.simulator' : '';
}
