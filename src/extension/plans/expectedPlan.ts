import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { patchText } from '../../core/answer/patchText.ts';
import { InputError } from '../../core/base/errors.ts';
import type { JsonPatchOperation } from '../../core/json/jsonPatch.ts';
import { verdictText } from '../../shared/worldText.ts';
import { isPlanFile, type PlanInspections } from './planInspections.ts';

/** Save as Expected Plan: writes a plan into its scenario's `expect`, where its test holds the next plan against it. */
export async function saveAsExpectedPlan(inspections: PlanInspections, resource: unknown): Promise<void> {
  const uri = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined || !isPlanFile(uri))
    throw new InputError('no-document', l10n.t('Open a plan (*.plan.json) first.'));
  const plan = await inspections.inspect(await vscode.workspace.openTextDocument(uri));
  if (plan.type === 'unlinked') throw new InputError('no-scenario', plan.message);
  const { inspection, scenario, scenarioUri } = plan;
  if (!inspection.executable || inspection.plan === undefined) {
    const why = verdictText(scenario, inspection);
    throw new InputError('not-executable', l10n.t('Only a plan that can be carried out can be expected. {0}', why));
  }
  if (scenarioUri.path.endsWith('.snapshot.json')) {
    const scenario = '{"name": …, "snapshot": {…}}';
    const message = l10n.t('A bare snapshot expects nothing: wrap it in a scenario, {0}.', scenario);
    throw new InputError('snapshot', message);
  }
  const document = await vscode.workspace.openTextDocument(scenarioUri);
  const expected: JsonPatchOperation =
    scenario.expect === undefined
      ? { op: 'add', path: '/expect', value: { plan: inspection.plan } }
      : { op: 'add', path: '/expect/plan', value: inspection.plan };
  const edit = patchText(document.getText(), [expected]);
  const editor = await vscode.window.showTextDocument(document);
  if (edit === undefined) return;
  const range = new vscode.Range(document.positionAt(edit.start), document.positionAt(edit.end));
  await editor.edit((builder) => builder.replace(range, edit.text));
  editor.revealRange(range);
}
