import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { withoutIcons } from '../../shared/withoutIcons.ts';
import { verdictText, worldInShort } from '../../shared/worldText.ts';
import type { LastRuns } from './lastRuns.ts';
import { PLAN_FILES, type PlanInspections } from './planInspections.ts';
import { SCENARIO_FILES, type ScenarioFiles } from './scenarioFiles.ts';

/** A longer verdict is cut: the whole of it is the problem's own message. */
const MAX_VERDICT_LENGTH = 100;

/** What can be done with a scenario, above its first line. */
export class ScenarioLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #lastRuns: LastRuns;
  readonly #registration: vscode.Disposable;

  constructor(lastRuns: LastRuns) {
    this.#lastRuns = lastRuns;
    this.#registration = vscode.languages.registerCodeLensProvider(SCENARIO_FILES, this);
  }

  get onDidChangeCodeLenses(): vscode.Event<void> {
    return this.#lastRuns.onDidChange;
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const lens = (title: string, command: string): vscode.CodeLens =>
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: [uri] });
    const last = this.#lastRuns.textOf(uri);
    return [
      lens(`$(play)\u00a0${l10n.t({ message: 'Plan', comment: 'The verb: makes a plan.' })}`, 'planscope.generatePlan'),
      lens(l10n.t('Plan without cache'), 'planscope.generatePlanWithoutCache'),
      lens(l10n.t('Compare models'), 'planscope.compareModels'),
      lens(l10n.t({ message: 'Benchmark', comment: 'The verb: measures a scenario.' }), 'planscope.benchmarkScenario'),
      lens(`$(map)\u00a0${l10n.t('Map')}`, 'planscope.showMap'),
      ...(last === undefined ? [] : [lens(`$(history)\u00a0${withoutIcons(last)}`, 'planscope.benchmarkScenario')]),
    ];
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** What a plan comes to, above its first line; the world after each step, above the step. */
export class PlanLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #inspections: PlanInspections;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor({
    inspections,
    scenarios,
  }: { readonly inspections: PlanInspections; readonly scenarios: ScenarioFiles }) {
    this.#inspections = inspections;
    this.#subscriptions = [
      this.#changes,
      // Of the plan's own edits the editor knows itself.
      scenarios.onDidChange(() => this.#changes.fire()),
      vscode.languages.registerCodeLensProvider(PLAN_FILES, this),
    ];
  }

  get onDidChangeCodeLenses(): vscode.Event<void> {
    return this.#changes.event;
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const plan = await this.#inspections.inspect(document);
    const { uri } = document;
    const lens = (line: number, title: string, command: string, ...args: readonly unknown[]): vscode.CodeLens =>
      new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command, arguments: [uri, ...args] });
    if (plan.type === 'unlinked') return [];
    const { scenario, inspection } = plan;
    const verdict = verdictText(scenario, inspection);
    const shown = verdict.length > MAX_VERDICT_LENGTH ? `${verdict.slice(0, MAX_VERDICT_LENGTH)}…` : verdict;
    const mark = inspection.executable ? '$(pass)' : '$(error)';
    return [
      lens(0, `${mark}\u00a0${withoutIcons(shown)}`, 'workbench.actions.view.problems'),
      lens(0, `$(map)\u00a0${l10n.t('Map')}`, 'planscope.showMap'),
      lens(0, l10n.t('Save as expected plan'), 'planscope.saveAsExpectedPlan'),
      lens(0, l10n.t('Compare…'), 'planscope.comparePlans'),
      ...inspection.steps.flatMap(({ range, world }, index) =>
        world === undefined
          ? []
          : [
              lens(
                document.positionAt(range.start).line,
                `→ ${worldInShort(scenario, world)}`,
                'planscope.showMap',
                index,
              ),
            ],
      ),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
