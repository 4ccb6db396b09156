import * as vscode from 'vscode';
import type { PlanResult } from '../../core/planResult.ts';
import { planFileText } from '../../core/world/planFile.ts';
import { PLAN_SCHEME, type PlanFiles } from './planFiles.ts';

/**
 * Generated plans as documents: they can be edited and mended like any other, and nothing is written to the workspace
 * until the user saves one there. Each scenario has one for each origin, refreshed by each new plan, and its name says
 * the origin: a plan by rules is never taken for a model's.
 */
export class PlanDocuments {
  readonly #files: PlanFiles;

  constructor(files: PlanFiles) {
    this.#files = files;
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
    else this.#files.write(uri, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
    return document;
  }
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const whole = new vscode.Range(new vscode.Position(0, 0), document.positionAt(document.getText().length));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

function originSuffix({ source, trace }: PlanResult): string {
  if (source === 'fallback') return '.fallback';
  return trace.answerer === 'simulator' ? '.simulator' : '';
}
