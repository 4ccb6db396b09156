import * as vscode from 'vscode';
import { systemClock } from '../core/base/clock.ts';
import { DisposableStore } from '../core/base/disposable.ts';
import { toCoreError } from '../core/base/errors.ts';
import { systemRandom } from '../core/base/random.ts';
import { Client } from '../core/client.ts';
import { ApiKeys } from './apiKeys.ts';
import { BenchmarkRuns } from './benchmarkRuns.ts';
import { registerBenchmarkCommands } from './commands/benchmarkCommands.ts';
import { registerClientCommands } from './commands/clientCommands.ts';
import { registerModelCommands } from './commands/modelCommands.ts';
import { registerSimulatorCommands } from './commands/simulatorCommands.ts';
import { DashboardView } from './dashboardView.ts';
import { ModelConnection } from './modelConnection.ts';
import { complain } from './notices.ts';
import { openPlanStore } from './planStore.ts';
import { PlanToolsLoader } from './planToolsLoader.ts';
import { programPaths } from './programPaths.ts';
import { type PlanscopeApi, publicApi } from './publicApi.ts';
import { ReportPanels } from './reportPanels.ts';
import { ReportStore } from './reportStore.ts';
import { onDidChangeSettings, readEditorSettings } from './settingsReader.ts';
import { SimulatorController } from './simulatorController.ts';
import { StatusBar } from './statusBar.ts';
import { TextReports } from './textReports.ts';

/** The extension, put together by hand. Contacts no server and reads no file: that waits for the first use. */
export function activate(context: vscode.ExtensionContext): PlanscopeApi {
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
    const reports = new ReportStore({ folder: vscode.Uri.joinPath(context.globalStorageUri, 'reports'), logger });
    const runs = own(new BenchmarkRuns({ logger, entry: paths.cli, reports }));
    const panels = own(new ReportPanels({ extensionUri: context.extensionUri, logger }));
    const texts = own(new TextReports());
    own(onDidChangeSettings(logger, (changed) => connection.configure(changed)));
    own(new StatusBar({ client, connection }));
    own(new DashboardView({ extensionUri: context.extensionUri, client, connection, runs, reports, logger }));
    const { extensionUri, globalStorageUri, workspaceState: memory } = context;
    const ports = { extensionUri, globalStorageUri, memory, client, connection, texts, logger };
    own(new PlanToolsLoader({ entry: paths.planTools, ports }));
    own(registerBenchmarkCommands({ runs, reports, panels, logger }));
    own(registerClientCommands({ client, connection, reports: texts, logger }));
    own(registerModelCommands({ client, connection, keys, reports: texts, clock: systemClock, logger }));
    own(registerSimulatorCommands({ connection, simulator, logger }));
    return own(publicApi({ client, connection, logger }));
  } catch (error) {
    logger.error(error instanceof Error ? error : String(error));
    void complain(`Planscope could not start: ${toCoreError(error).message}`);
    throw error;
  }
}
