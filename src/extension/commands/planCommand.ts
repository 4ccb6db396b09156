import * as vscode from 'vscode';
import { InputError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { Client } from '../../core/client.ts';
import type { PlanResult } from '../../core/planResult.ts';
import { parseScenario } from '../../core/world/parseScenario.ts';
import type { Scenario } from '../../core/world/scenario.ts';
import { originText } from '../../shared/planText.ts';
import type { ModelConnection } from '../modelConnection.ts';
import type { PlanDocuments } from '../planDocuments.ts';
import { offerSimulator } from './clientCommands.ts';
import { registerCommands, signalOf } from './registerCommands.ts';

interface Options {
  readonly client: Client;
  readonly connection: ModelConnection;
  readonly plans: PlanDocuments;
  readonly logger: Logger;
}

/** Generate Plan: reads the open scenario or snapshot, plans, and opens the plan beside it. */
export function registerPlanCommand(options: Options): vscode.Disposable {
  return registerCommands(options.logger, {
    'planscope.generatePlan': async (resource) => {
      const document = await scenarioDocument(resource);
      const scenario = await readScenario(document);
      if (scenario === undefined) return;
      const result = await plan(options, scenario);
      await options.plans.show(result.plan, document);
      await tell(result, options.connection.message);
    },
  });
}

/** Looks for a model if nobody did yet, then plans; without a model the plan is made by rules and says so. */
function plan({ client, connection }: Options, scenario: Scenario): Thenable<PlanResult> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Planning ${scenario.name}`, cancellable: true },
    async (progress, token) => {
      const cancellation = signalOf(token);
      try {
        progress.report({ message: 'looking for the model' });
        const { target } = await connection.ensure();
        cancellation.signal.throwIfAborted();
        progress.report({ message: target === undefined ? 'by rules' : `asking ${target.model}` });
        return await client.plan(scenario, {}, cancellation.signal);
      } finally {
        cancellation.dispose();
      }
    },
  );
}

async function scenarioDocument(resource: unknown): Promise<vscode.TextDocument> {
  if (resource instanceof vscode.Uri) return vscode.workspace.openTextDocument(resource);
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) {
    throw new InputError(
      'no-document',
      'Open a scenario (*.scenario.json) or a world snapshot (*.snapshot.json) first.',
    );
  }
  return document;
}

/** The scenario in `document`; shows where it is wrong and returns undefined when it is. */
async function readScenario(document: vscode.TextDocument): Promise<Scenario | undefined> {
  const name = vscode.workspace.asRelativePath(document.uri, false);
  const parsed = parseScenario(document.getText(), name);
  if (parsed.ok) return parsed.scenario;
  const show = 'Show';
  const first = parsed.errors[0];
  void vscode.window.showErrorMessage(`Planscope: ${parsed.message}`, show).then(async (chosen) => {
    if (chosen !== show || first === undefined) return;
    const start = document.positionAt(first.offset);
    const end = document.positionAt(first.offset + first.length);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, end) });
  });
  return undefined;
}

/** Says where the plan came from. A fallback is a warning, with its reason and what can be done. */
async function tell(result: PlanResult, connectionMessage: string): Promise<void> {
  const { length } = result.plan.steps;
  const took = `${Math.round(result.trace.totalMs)} ms`;
  const origin = `Plan with ${length} ${length === 1 ? 'step' : 'steps'}, ${originText(result)} (${took}).`;
  if (result.reason === undefined) {
    const repairs = result.problems.filter((problem) => problem.code === 'repaired');
    const note = repairs.length === 0 ? '' : ` Repaired: ${repairs.map((repair) => repair.message).join(' ')}`;
    vscode.window.setStatusBarMessage(`Planscope: ${origin}${note}`, 8000);
  } else if (result.reason.code === 'no-model') await offerSimulator(`${connectionMessage} ${origin}`);
  else void vscode.window.showWarningMessage(`Planscope: ${origin} ${result.reason.message}`);
}
