import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError } from '../../core/base/errors.ts';
import type { Plan } from '../../core/world/plan.ts';
import { diffPlans } from '../../core/world/planDiff.ts';
import { type ComparedPlan, planDiffText } from '../../shared/planDiffText.ts';
import type { TextReports } from '../textReports.ts';
import { PLAN_SCHEME } from './planFiles.ts';
import { isPlanFile, type PlanInspections } from './planInspections.ts';

/** Compare Plans: what differs between a plan and another one that is open or in the workspace. */
export async function comparePlans(
  { inspections, texts }: { readonly inspections: PlanInspections; readonly texts: TextReports },
  resource: unknown,
): Promise<void> {
  const uri = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined || !isPlanFile(uri))
    throw new InputError('no-document', l10n.t('Open a plan (*.plan.json) first.'));
  const other = await pickOther(uri);
  if (other === undefined) return;
  const [a, b] = [await comparedPlan(inspections, uri), await comparedPlan(inspections, other)];
  const changes = diffPlans(planOf(a), planOf(b));
  await texts.show(l10n.t('Compared plans'), planDiffText(a, b, changes));
}

async function pickOther(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const open = vscode.workspace.textDocuments.map((document) => document.uri).filter(isPlanFile);
  const found = await vscode.workspace.findFiles('**/*.plan.json', '**/node_modules/**');
  const others = new Map([...open, ...found].map((one) => [one.toString(), one]));
  others.delete(uri.toString());
  if (others.size === 0) throw new InputError('no-plan', l10n.t('There is no other plan to compare this one with.'));
  const items = [...others.values()].map((one) => ({
    label: nameOf(one),
    description: one.scheme === PLAN_SCHEME ? l10n.t('generated') : vscode.workspace.asRelativePath(one),
    uri: one,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Compare {0} with which plan?', nameOf(uri)),
  });
  return picked?.uri;
}

async function comparedPlan(inspections: PlanInspections, uri: vscode.Uri): Promise<ComparedPlan> {
  const plan = await inspections.inspect(await vscode.workspace.openTextDocument(uri));
  if (plan.type === 'unlinked') throw new InputError('no-scenario', `${nameOf(uri)}: ${plan.message}`);
  return { name: nameOf(uri), scenario: plan.scenario, inspection: plan.inspection };
}

function planOf({ inspection }: ComparedPlan): Plan {
  return { plan_id: '', steps: inspection.steps.map(({ step }) => step) };
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
