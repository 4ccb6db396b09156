import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { systemClock } from '../../core/base/clock.ts';
import { InputError } from '../../core/base/errors.ts';
import { type PlanRunReport, runPlans } from '../../core/planRun.ts';
import type { Scenario } from '../../core/world/scenario.ts';
import { planRunText } from '../../shared/planRunText.ts';
import { withoutIcons } from '../../shared/withoutIcons.ts';
import { withLateProgress } from '../lateProgress.ts';
import { demandTrust } from '../workspaceTrust.ts';
import type { PlanGenerator } from './generatePlan.ts';
import type { LastRuns } from './lastRuns.ts';
import type { PlanToolPorts } from './planToolPorts.ts';

function choices(): (vscode.QuickPickItem & { readonly runs: number })[] {
  const descriptions = [
    [6, l10n.t('a first look, enough for a median')],
    [20, l10n.t('shares to about ±20 %')],
    [60, l10n.t('enough for a p95')],
  ] as const;
  return descriptions.map(([runs, description]) => ({ label: l10n.t('{0} requests', runs), description, runs }));
}

/** So often each model is asked when models are compared. */
const RUNS_EACH = 3;

/** Asks a model many times, or several models, for plans of one scenario, and reports how far the answers get. */
export class ScenarioRuns {
  readonly #ports: PlanToolPorts;
  readonly #generator: PlanGenerator;
  readonly #lastRuns: LastRuns;

  constructor(options: {
    readonly ports: PlanToolPorts;
    readonly generator: PlanGenerator;
    readonly lastRuns: LastRuns;
  }) {
    this.#ports = options.ports;
    this.#generator = options.generator;
    this.#lastRuns = options.lastRuns;
  }

  /** Benchmark Scenario: the model that plans, as often as the user chooses. */
  async benchmark(resource: unknown): Promise<void> {
    demandTrust(this.#ports.trust);
    const file = await this.#generator.read(resource);
    if (file === undefined) return;
    const picked = await vscode.window.showQuickPick(choices(), {
      title: l10n.t('How often is {0} to be planned?', file.scenario.name),
    });
    if (picked === undefined) return;
    const [report] = await this.#run(file, [{ runs: picked.runs }], l10n.t('Benchmarked scenario'));
    if (report !== undefined) await this.#lastRuns.keep(file.uri, report);
  }

  /** Compare Models: those of the connected server that the user chooses, three requests each. */
  async compareModels(resource: unknown): Promise<void> {
    demandTrust(this.#ports.trust);
    const file = await this.#generator.read(resource);
    if (file === undefined) return;
    const { connection } = this.#ports.planning();
    const { target } = await connection.ensure(new AbortController().signal);
    if (target === undefined) throw new InputError('no-model', connection.message);
    const models = target.models ?? [target.model];
    const items = models.map((model) => ({ label: withoutIcons(model), picked: model === target.model, model }));
    const title = l10n.t('Which models of {0} are to be compared?', target.endpoint);
    const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
    if (picked === undefined || picked.length === 0) return;
    const asked = picked.map(({ model }) => ({ runs: RUNS_EACH, model }));
    await this.#run(file, asked, l10n.t('Compared models'));
  }

  async #run(
    { uri, scenario }: { readonly uri: vscode.Uri; readonly scenario: Scenario },
    asked: readonly { readonly runs: number; readonly model?: string }[],
    title: string,
  ): Promise<readonly PlanRunReport[]> {
    const { texts } = this.#ports;
    const { client, connection } = this.#ports.planning();
    const reports = await withLateProgress(l10n.t('Planning {0}', scenario.name), async (report, signal) => {
      report(l10n.t('looking for the model'));
      const { target } = await connection.ensure(signal);
      if (target === undefined)
        throw new InputError('no-model', l10n.t('No model can be asked. {0}', connection.message));
      const done: PlanRunReport[] = [];
      for (const options of asked) {
        const name = options.model ?? target.model;
        const onDone = (count: number): void => report(l10n.t('{0}: {1} of {2}', name, count, options.runs));
        onDone(0);
        done.push(
          await runPlans(
            { ask: client.plan.bind(client), clock: systemClock },
            scenario,
            { ...options, origin: uri.toString(), onDone },
            signal,
          ),
        );
      }
      return done;
    });
    await texts.show(title, planRunText(reports));
    return reports;
  }
}
