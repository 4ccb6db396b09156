import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { InspectedProblem, Inspection } from '../../core/answer/inspectAnswer.ts';
import { patchText } from '../../core/answer/patchText.ts';
import { planFileText } from '../../core/world/planFile.ts';
import { scenarioReference } from '../../core/world/planLink.ts';
import { PLAN_FILES, type PlanInspections } from './planInspections.ts';
import { SOURCE } from './planProblems.ts';

/** What would mend each problem of a plan, in the menu on its line. */
export class PlanQuickFixes implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #inspections: PlanInspections;
  readonly #registration: vscode.Disposable;

  constructor(inspections: PlanInspections) {
    this.#inspections = inspections;
    this.#registration = vscode.languages.registerCodeActionsProvider(PLAN_FILES, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const plan = await this.#inspections.inspect(document);
    if (plan.type === 'unlinked' || plan.version !== document.version) return [];
    const { inspection } = plan;
    const actions: vscode.CodeAction[] = [];
    for (const diagnostic of diagnostics.filter(({ source }) => source === SOURCE)) {
      const problem = [...inspection.problems, ...inspection.repairs].find(
        ({ code, message }) => code === diagnostic.code && diagnostic.message.includes(message),
      );
      if (problem !== undefined) actions.push(...actionsFor(document, inspection, problem, diagnostic));
    }
    const isDamaged = diagnostics.some(({ code, source }) => source === SOURCE && code === 'repaired');
    if (isDamaged && inspection.plan !== undefined) actions.push(rewrite(document, inspection.plan));
    return actions;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function actionsFor(
  document: vscode.TextDocument,
  { path }: Inspection,
  problem: InspectedProblem,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction[] {
  const text = document.getText();
  const actions: vscode.CodeAction[] = [];
  for (const { title, patch } of problem.fixes) {
    const edit = patchText(text, patch, path);
    if (edit === undefined) continue;
    const action = quickFix(title, diagnostic);
    action.edit = new vscode.WorkspaceEdit();
    const place = new vscode.Range(document.positionAt(edit.start), document.positionAt(edit.end));
    action.edit.replace(document.uri, place, edit.text);
    action.isPreferred = actions.length === 0;
    actions.push(action);
  }
  if (problem.severity === 'info') return actions;
  const again = quickFix(l10n.t('Ask the model again, with this problem in the prompt'), diagnostic);
  again.command = { title: again.title, command: 'planscope.askAgain', arguments: [document.uri, problem.message] };
  return [...actions, again];
}

/** The text that stands for what was read of a damaged one; the scenario that it names is named in it too. */
function rewrite(document: vscode.TextDocument, plan: NonNullable<Inspection['plan']>): vscode.CodeAction {
  const action = quickFix(l10n.t('Replace the text by the plan as it was read'));
  const text = document.getText();
  const whole = new vscode.Range(new vscode.Position(0, 0), document.positionAt(text.length));
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(document.uri, whole, planFileText(plan, scenarioReference(text)?.path));
  return action;
}

function quickFix(title: string, diagnostic?: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  if (diagnostic !== undefined) action.diagnostics = [diagnostic];
  return action;
}
