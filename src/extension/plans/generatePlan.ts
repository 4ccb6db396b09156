import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError } from '../../core/base/errors.ts';
import type { PlanProgress } from '../../core/planRequest.ts';
import type { PlanResult } from '../../core/planResult.ts';
import type { Scenario } from '../../core/world/scenario.ts';
import { progressText } from '../../shared/planText.ts';
import { offerHelp } from '../commands/offerHelp.ts';
import { withLateProgress } from '../lateProgress.ts';
import { complain } from '../notices.ts';
import type { PlanDocuments } from './planDocuments.ts';
import { PlanNotices } from './planNotices.ts';
import type { PlanToolPorts } from './planToolPorts.ts';
import type { ScenarioFile, ScenarioFiles } from './scenarioFiles.ts';

/** A longer plan would push the world out of a small model's context. UTF-16 units. */
const MAX_QUOTED_LENGTH = 2_000;

/** Generate Plan: reads a scenario or snapshot, plans, and opens the plan beside it. */
export class PlanGenerator {
  readonly #ports: PlanToolPorts;
  readonly #scenarios: ScenarioFiles;
  readonly #documents: PlanDocuments;
  readonly #notices = new PlanNotices();

  constructor(options: {
    readonly ports: PlanToolPorts;
    readonly scenarios: ScenarioFiles;
    readonly documents: PlanDocuments;
  }) {
    this.#ports = options.ports;
    this.#scenarios = options.scenarios;
    this.#documents = options.documents;
  }

  /** Plans the scenario at `resource`, or the one that is open, and shows the plan beside it. */
  async generate(resource: unknown, request: { readonly useCache: boolean }): Promise<void> {
    const file = await this.read(resource);
    if (file === undefined) return;
    await this.#show(await this.#plan(file, request.useCache), file.uri);
  }

  /** Plans once more, past the cache, with an earlier plan of the scenario and what is wrong with it in the prompt. */
  async askAgain(scenarioUri: vscode.Uri, plan: string, problem: string): Promise<void> {
    const file = await this.read(scenarioUri);
    if (file === undefined) return;
    const { scenario } = file;
    // The model's language is English, whatever the editor's is.
    const correction = `An earlier plan was:\n${plan.slice(0, MAX_QUOTED_LENGTH)}\nIt was wrong: ${problem}\nGive a plan without that mistake.`;
    const instructions = [...(scenario.instructions === undefined ? [] : [scenario.instructions]), correction].join(
      '\n\n',
    );
    await this.#show(await this.#plan({ uri: file.uri, scenario: { ...scenario, instructions } }, false), file.uri);
  }

  async #show(result: PlanResult, scenario: vscode.Uri): Promise<void> {
    await this.#documents.show(result, scenario);
    const { connection } = this.#ports.planning();
    await this.#notices.tell(result, connection.message, (message) => offerHelp(message, connection.lacks));
  }

  /** The scenario at `resource`, or the one that is open; shows where it is wrong and returns undefined when it is. */
  async read(resource: unknown): Promise<{ readonly uri: vscode.Uri; readonly scenario: Scenario } | undefined> {
    const uri = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
    const file = uri === undefined ? undefined : await this.#scenarios.read(uri);
    if (file === undefined) {
      throw new InputError(
        'no-document',
        l10n.t('Open a scenario (*.scenario.json) or a world snapshot (*.snapshot.json) first.'),
      );
    }
    if (file.parsed.ok) return { uri: file.uri, scenario: file.parsed.scenario };
    void showWhatIsWrong(file);
    return undefined;
  }

  /** Looks for a model if nobody did yet, then plans; without a model the plan is made by rules and says so. */
  #plan(
    { uri, scenario }: { readonly uri: vscode.Uri; readonly scenario: Scenario },
    useCache: boolean,
  ): Promise<PlanResult> {
    const { client, connection } = this.#ports.planning();
    return withLateProgress(l10n.t('Planning {0}', scenario.name), async (report, signal) => {
      report(l10n.t('looking for the model'));
      const { target } = await connection.ensure(signal);
      signal.throwIfAborted();
      if (target === undefined) report(l10n.t('by rules'));
      const onProgress = (progress: PlanProgress): void => report(progressText(progress, target?.model ?? ''));
      return client.plan(scenario, { useCache, onProgress, origin: uri.toString() }, signal);
    });
  }
}

async function showWhatIsWrong({ uri, parsed }: ScenarioFile): Promise<void> {
  if (parsed.ok) return;
  const show = l10n.t('Show');
  const first = parsed.errors[0];
  if ((await complain(`Planscope: ${parsed.message}`, show)) !== show || first === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const selection = new vscode.Range(
    document.positionAt(first.offset),
    document.positionAt(first.offset + first.length),
  );
  await vscode.window.showTextDocument(document, { selection });
}
