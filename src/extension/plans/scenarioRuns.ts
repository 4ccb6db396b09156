import * as vscode from 'vscode';
import { systemClock } from '../../core/base/clock.ts';
import { InputError } from '../../core/base/errors.ts';
import { type PlanRunReport, runPlans } from '../../core/planRun.ts';
import type { Scenario } from '../../core/world/scenario.ts';
import { planRunText } from '../../shared/planRunText.ts';
import { withLateProgress } from '../lateProgress.ts';
import type { PlanGenerator } from './generatePlan.ts';
import type { LastRuns } from './lastRuns.ts';
import type { PlanToolPorts } from './planToolPorts.ts';

const RUNS = [
  { label: '6 requests', description: 'a first look, enough for a median', runs: 6 },
  { label: '20 requests', description: 'shares to about ±20 %', runs: 20 },
  { label: '60 requests', description: 'enough for a p95', runs: 60 },
] as const;

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
    const file = await this.#generator.read(resource);
    if (file === undefined) return;
    const picked = await vscode.window.showQuickPick(RUNS, {
      title: `How often is ${file.scenario.name} to be planned?`,
    });
    if (picked === undefined) return;
    const [report] = await this.#run(file.scenario, [{ runs: picked.runs }], 'Benchmarked scenario');
    if (report !== undefined) await this.#lastRuns.keep(file.uri, report);
  }

  /** Compare Models: those of the connected server that the user chooses, three requests each. */
  async compareModels(resource: unknown): Promise<void> {
    const file = await this.#generator.read(resource);
    if (file === undefined) return;
    const { connection } = this.#ports.planning();
    const { target } = await connection.ensure(new AbortController().signal);
    if (target === undefined) throw new InputError('no-model', connection.message);
    const models = target.models ?? [target.model];
    const items = models.map((label) => ({ label, picked: label === target.model }));
    const title = `Which models of ${target.endpoint} are to be compared?`;
    const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
    if (picked === undefined || picked.length === 0) return;
    const asked = picked.map(({ label }) => ({ runs: RUNS_EACH, model: label }));
    await this.#run(file.scenario, asked, 'Compared models');
  }

  async #run(
    scenario: Scenario,
    asked: readonly { readonly runs: number; readonly model?: string }[],
    title: string,
  ): Promise<readonly PlanRunReport[]> {
    const { texts } = this.#ports;
    const { client, connection } = this.#ports.planning();
    const reports = await withLateProgress(`Planning ${scenario.name}`, async (report, signal) => {
      report('looking for the model');
      const { target } = await connection.ensure(signal);
      if (target === undefined) throw new InputError('no-model', `No model can be asked. ${connection.message}`);
      const done: PlanRunReport[] = [];
      for (const options of asked) {
        const name = options.model ?? target.model;
        report(`${name}: 0 of ${options.runs}`);
        const onDone = (count: number): void => report(`${name}: ${count} of ${options.runs}`);
        done.push(
          await runPlans(
            { ask: client.plan.bind(client), clock: systemClock },
            scenario,
            { ...options, onDone },
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
