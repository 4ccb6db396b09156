import * as vscode from 'vscode';
import { stepMarkdown } from '../../shared/worldText.ts';
import { PLAN_FILES, type PlanInspections } from './planInspections.ts';

/** Over a step: its tool, and the world before and after it. */
export class PlanHovers implements vscode.HoverProvider, vscode.Disposable {
  readonly #inspections: PlanInspections;
  readonly #registration: vscode.Disposable;

  constructor(inspections: PlanInspections) {
    this.#inspections = inspections;
    this.#registration = vscode.languages.registerHoverProvider(PLAN_FILES, this);
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const plan = await this.#inspections.inspect(document);
    if (plan.type === 'unlinked') return undefined;
    const offset = document.offsetAt(position);
    const { scenario, inspection } = plan;
    const index = inspection.steps.findIndex(({ range }) => range.start <= offset && offset <= range.end);
    const step = inspection.steps[index];
    if (step === undefined) return undefined;
    const { start, end } = step.range;
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    return new vscode.Hover(new vscode.MarkdownString(stepMarkdown(scenario, inspection, index)), range);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
