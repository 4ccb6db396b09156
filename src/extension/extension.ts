import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { systemClock } from '../core/base/clock.ts';
import { DisposableStore } from '../core/base/disposable.ts';
import { toCoreError } from '../core/base/errors.ts';
import { systemRandom } from '../core/base/random.ts';
import { Client } from '../core/client.ts';
import type { Settings } from '../core/settings/settings.ts';
import { ApiKeys } from './apiKeys.ts';
import { BENCH_COMMANDS } from './benchmarks/benchCommands.ts';
import type { createBenchTools } from './benchmarks/benchTools.ts';
import { registerClientCommands } from './commands/clientCommands.ts';
import { registerModelCommands } from './commands/modelCommands.ts';
import { registerSimulatorCommands } from './commands/simulatorCommands.ts';
import { DASHBOARD_COMMANDS } from './dashboard/dashboardCommands.ts';
import type { createDashboardTools } from './dashboard/dashboardTools.ts';
import { speakEditorLanguage } from './editorTranslation.ts';
import { ModelConnection } from './modelConnection.ts';
import { complain } from './notices.ts';
import { openPlanStore } from './planStore.ts';
import { PLAN_COMMANDS } from './plans/planCommands.ts';
import type { createPlanTools } from './plans/planTools.ts';
import { programPaths } from './programPaths.ts';
import { type PlanscopeApi, publicApi } from './publicApi.ts';
import { onDidChangeSettings, readEditorSettings } from './settingsReader.ts';
import { SimulatorController } from './simulatorController.ts';
import { StatusBar } from './statusBar.ts';
import { TextReports } from './textReports.ts';
import { ToolsLoader } from './toolsLoader.ts';

/** What the bundles of tools export: the same build as this one. */
type PlanToolsBundle = { readonly createPlanTools: typeof createPlanTools };
type BenchToolsBundle = { readonly createBenchTools: typeof createBenchTools };
type DashboardToolsBundle = { readonly createDashboardTools: typeof createDashboardTools };

/** The extension, put together by hand. Contacts no server and reads no file: that waits for the first use. */
export function activate(context: vscode.ExtensionContext): PlanscopeApi {
  speakEditorLanguage();
  const logger = vscode.window.createOutputChannel('Planscope', { log: true });
  // They end in reverse order, so that the log is open to the last.
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const own = <T extends { dispose(): void }>(item: T): T => owned.add(item);
  own(logger);
  try {
    const paths = programPaths(context);
    const settings = readEditorSettings(logger);
    const store = openPlanStore({ folder: context.globalStorageUri, settings, clock: systemClock, logger });
    const client = own(new Client({ clock: systemClock, random: systemRandom, logger, settings, store }));
    const simulator = own(new SimulatorController({ logger, entry: paths.cli }));
    const keys = new ApiKeys(context.secrets);
    const keyFor = keys.keyFor.bind(keys);
    const connection = own(new ModelConnection({ client, simulator, clock: systemClock, keyFor, logger }));
    const texts = own(new TextReports());
    own(onDidChangeSettings(logger, (changed) => connection.configure(changed)));
    own(new StatusBar({ client, connection }));
    const { extensionUri, globalStorageUri, workspaceState: memory } = context;
    const planPorts = { extensionUri, globalStorageUri, memory, client, connection, texts, logger };
    // A window without a folder has no storage of its own.
    const storageUri = context.storageUri ?? globalStorageUri;
    const readSettings = (): Settings => readEditorSettings(logger);
    const benchPorts = { extensionUri, storageUri, cli: paths.cli, settings: readSettings, keyFor, logger };
    own(
      new ToolsLoader({
        entry: paths.planTools,
        commands: PLAN_COMMANDS,
        create: (bundle) => (bundle as PlanToolsBundle).createPlanTools(planPorts),
        logger,
      }),
    );
    const benchmarks = own(
      new ToolsLoader({
        entry: paths.benchTools,
        commands: BENCH_COMMANDS,
        create: (bundle) => (bundle as BenchToolsBundle).createBenchTools(benchPorts),
        logger,
      }),
    );
    const version = String(context.extension.packageJSON.version);
    const dashboardPorts = { extensionUri, memory, client, connection, benchmarks, texts, version, logger };
    const dashboard = own(
      new ToolsLoader({
        entry: paths.dashboardTools,
        commands: DASHBOARD_COMMANDS,
        create: (bundle) => (bundle as DashboardToolsBundle).createDashboardTools(dashboardPorts),
        logger,
      }),
    );
    own(
      vscode.window.registerWebviewViewProvider('planscope.dashboard', {
        resolveWebviewView: (view) => dashboard.load().resolve(view),
      }),
    );
    own(registerClientCommands({ client, connection, reports: texts, logger }));
    own(registerModelCommands({ client, connection, keys, reports: texts, clock: systemClock, logger }));
    own(registerSimulatorCommands({ connection, simulator, logger }));
    return own(publicApi({ client, connection, logger }));
  } catch (error) {
    logger.error(error instanceof Error ? error : String(error));
    void complain(l10n.t('Planscope could not start: {0}', toCoreError(error).message));
    throw error;
  }
}
