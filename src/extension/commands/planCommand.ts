import * as vscode from 'vscode';
import { InputError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { Client } from '../../core/client.ts';
import type { PlanProgress } from '../../core/planRequest.ts';
import type { PlanResult } from '../../core/planResult.ts';
import { parseScenario } from '../../core/world/parseScenario.ts';
import type { Scenario } from '../../core/world/scenario.ts';
import { progressText } from '../../shared/planText.ts';
import { withLateProgress } from '../lateProgress.ts';
import type { ModelConnection } from '../modelConnection.ts';
import { complain } from '../notices.ts';
import type { PlanDocuments } from '../planDocuments.ts';
import { PlanNotices } from '../planNotices.ts';
import { offerHelp } from './offerHelp.ts';
import { registerCommands } from './registerCommands.ts';

interface Options {
  readonly client: Client;
  readonly connection: ModelConnection;
  readonly plans: PlanDocuments;
  readonly logger: Logger;
}

/** Generate Plan: reads the open scenario or snapshot, plans, and opens the plan beside it. */
export function registerPlanCommand(options: Options): vscode.Disposable {
  const notices = new PlanNotices();
  return registerCommands(options.logger, {
    'planscope.generatePlan': async (resource) => {
      const document = await scenarioDocument(resource);
      const scenario = await readScenario(document);
      if (scenario === undefined) return;
      const result = await plan(options, scenario);
      await options.plans.show(result, document);
      const { connection } = options;
      await notices.tell(result, connection.message, (message) => offerHelp(message, connection.lacks));
    },
  });
}

/** Looks for a model if nobody did yet, then plans; without a model the plan is made by rules and says so. */
function plan({ client, connection }: Options, scenario: Scenario): Promise<PlanResult> {
  return withLateProgress(`Planning ${scenario.name}`, async (report, signal) => {
    report('looking for the model');
    const { target } = await connection.ensure(signal);
    signal.throwIfAborted();
    if (target === undefined) report('by rules');
    const onProgress = (progress: PlanProgress): void => report(progressText(progress, target?.model ?? ''));
    return client.plan(scenario, { onProgress }, signal);
  });
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
  void complain(`Planscope: ${parsed.message}`, show).then(async (chosen) => {
    if (chosen !== show || first === undefined) return;
    const start = document.positionAt(first.offset);
    const end = document.positionAt(first.offset + first.length);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, end) });
  });
  return undefined;
}
