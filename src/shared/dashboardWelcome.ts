import * as l10n from '@vscode/l10n';
import type { DashboardAction, DashboardModel } from './messages.ts';
import { modelLabel } from './modelLabel.ts';

/** What the dashboard says when there is little to show, and the next thing to do; the first action is the main one. */
export interface Welcome {
  readonly title: string;
  readonly text: string;
  readonly actions: readonly { readonly label: string; readonly action: DashboardAction }[];
}

/** The welcome that fits the model, or undefined when there is something to look at. */
export function dashboardWelcome(model: DashboardModel): Welcome | undefined {
  const { client, runs, running } = model;
  if (model.isRestricted === true) {
    return {
      title: l10n.t('Restricted Mode'),
      text: l10n.t(
        'This workspace is not trusted, so no model server is contacted and no process is started: no model, no simulator, no benchmarks. Plans are still checked in their worlds.',
      ),
      actions: [{ label: l10n.t('Manage Workspace Trust'), action: { action: 'manageTrust' } }],
    };
  }
  if (client.model.kind === 'none' && model.isLooking === true) {
    return {
      title: l10n.t('Looking for a local model'),
      text: l10n.t('The addresses where model servers usually listen on this machine are being asked.'),
      actions: [{ label: l10n.t('Start Simulator'), action: { action: 'startSimulator' } }],
    };
  }
  if (client.model.kind === 'none') {
    return {
      title: l10n.t('No local model found'),
      text: l10n.t(
        'No model server answered on this machine. Start yours, for example Ollama, and look again. Or start the simulator: a local server that plans by rules, so that everything here can be tried without a model.',
      ),
      actions: [
        { label: l10n.t('Start Simulator'), action: { action: 'startSimulator' } },
        { label: l10n.t('Look Again'), action: { action: 'discover' } },
      ],
    };
  }
  if (client.counters.requests === 0 && runs.length === 0 && running === undefined) {
    return {
      title: l10n.t('Ready: {0}', modelLabel(client.model)),
      text: l10n.t(
        'Nothing was planned yet. Run the benchmarks to see what a request costs here, or open a scenario and generate a plan.',
      ),
      actions: [{ label: l10n.t('Run LLM Benchmarks'), action: { action: 'runBenchmarks' } }],
    };
  }
  return undefined;
}
