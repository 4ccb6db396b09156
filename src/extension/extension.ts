import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { systemClock } from '../core/base/clock.ts';
import { DisposableStore } from '../core/base/disposable.ts';
import { toCoreError } from '../core/base/errors.ts';
import { systemRandom } from '../core/base/random.ts';
import { Client } from '../core/client.ts';
import type { Settings } from '../core/settings/settings.ts';
import { ActivityLog } from './activityLog.ts';
import { ApiKeys } from './apiKeys.ts';
import { BENCH_COMMANDS } from './benchmarks/benchCommands.ts';
import type { createBenchTools } from './benchmarks/benchTools.ts';
import { registerClientCommands } from './commands/clientCommands.ts';
import { registerSimulatorCommands } from './commands/simulatorCommands.ts';
import { DASHBOARD_COMMANDS } from './dashboard/dashboardCommands.ts';
import type { createDashboardTools } from './dashboard/dashboardTools.ts';
import { EditorLog } from './editorLog.ts';
import { watchMilestones } from './milestones.ts';
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
import { SUPPORT_COMMANDS } from './support/supportCommands.ts';
import type { createSupportTools } from './support/supportTools.ts';
import { TextReports } from './textReports.ts';
import { ToolsLoader } from './toolsLoader.ts';
import type { WorkspaceTrust } from './workspaceTrust.ts';

/** What the bundles of tools export: the same build as this one. */
type PlanToolsBundle = { readonly createPlanTools: typeof createPlanTools };
type BenchToolsBundle = { readonly createBenchTools: typeof createBenchTools };
type DashboardToolsBundle = { readonly createDashboardTools: typeof createDashboardTools };
type SupportToolsBundle = { readonly createSupportTools: typeof createSupportTools };

/** The extension, put together by hand. Contacts no server and reads no file: that waits for the first use. */
export function activate(context: vscode.ExtensionContext): PlanscopeApi {
  const logger = new EditorLog();
  // They end in reverse order, so that the log is open to the last.
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const own = <T extends { dispose(): void }>(item: T): T => owned.add(item);
  own(logger);
  try {
    logger.info(startLine(context));
    const paths = programPaths(context);
    const settings = readEditorSettings(logger);
    const store = openPlanStore({ folder: context.globalStorageUri, settings, clock: systemClock, logger });
    const client = own(new Client({ clock: systemClock, random: systemRandom, logger, settings, store }));
    const trust: WorkspaceTrust = {
      isGranted: () => vscode.workspace.isTrusted,
      onDidGrant: vscode.workspace.onDidGrantWorkspaceTrust,
    };
    const simulator = own(new SimulatorController({ logger, trust, entry: paths.cli }));
    const keys = new ApiKeys(context.secrets);
    const keyFor = keys.keyFor.bind(keys);
    const connection = own(new ModelConnection({ client, simulator, trust, clock: systemClock, keyFor, logger }));
    const texts = own(new TextReports());
    own(onDidChangeSettings(logger, (changed) => connection.configure(changed)));
    own(watchMilestones({ client, connection }));
    own(new ActivityLog({ client, logger }));
    own(new StatusBar({ client, connection, simulator }));
    const { extensionUri, globalStorageUri, workspaceState: memory } = context;
    const planPorts = { extensionUri, globalStorageUri, memory, client, connection, texts, logger };
    // A window without a folder has no storage of its own.
    const storageUri = context.storageUri ?? globalStorageUri;
    const readSettings = (): Settings => readEditorSettings(logger);
    const benchPorts = {
      extensionUri,
      storageUri,
      memory: context.globalState,
      cli: paths.cli,
      settings: readSettings,
      keyFor,
      trust,
      logger,
    };
    const plans = own(
      new ToolsLoader({
        entry: paths.planTools,
        commands: PLAN_COMMANDS,
        create: (bundle) => (bundle as PlanToolsBundle).createPlanTools(planPorts),
        loads: 'soon',
        logger,
      }),
    );
    const benchmarks = own(
      new ToolsLoader({
        entry: paths.benchTools,
        commands: BENCH_COMMANDS,
        create: (bundle) => (bundle as BenchToolsBundle).createBenchTools(benchPorts),
        loads: 'soon',
        logger,
      }),
    );
    const loadedTools = (): string[] => [
      ...(plans.isLoaded ? ['plans'] : []),
      ...(benchmarks.isLoaded ? ['benchmarks'] : []),
    ];
    const version = versionOf(context);
    const supportPorts = {
      client,
      connection,
      simulator,
      trust,
      keys,
      texts,
      clock: systemClock,
      version,
      loadedTools,
      logger,
    };
    own(
      new ToolsLoader({
        entry: paths.supportTools,
        commands: SUPPORT_COMMANDS,
        create: (bundle) => (bundle as SupportToolsBundle).createSupportTools(supportPorts),
        loads: 'when-used',
        logger,
      }),
    );
    const dashboardPorts = { extensionUri, memory, client, connection, benchmarks, texts, version, logger };
    const dashboard = own(
      new ToolsLoader({
        entry: paths.dashboardTools,
        commands: DASHBOARD_COMMANDS,
        create: (bundle) => (bundle as DashboardToolsBundle).createDashboardTools(dashboardPorts),
        loads: 'when-used',
        logger,
      }),
    );
    own(
      vscode.window.registerWebviewViewProvider('planscope.dashboard', {
        resolveWebviewView: (view) => dashboard.load().resolve(view),
      }),
    );
    own(registerClientCommands({ client, connection, logger }));
    own(registerSimulatorCommands({ connection, simulator, logger }));
    return own(publicApi({ client, connection, logger })).api;
  } catch (error) {
    logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const show = t('Show Log');
    void complain(t('Planscope could not start: {0}', toCoreError(error).message), show).then((chosen) => {
      if (chosen === show) logger.show();
    });
    throw error;
  }
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const { version } = extension.packageJSON as { readonly version: string };
  return version;
}

function startLine(context: vscode.ExtensionContext): string {
  const { platform, arch, versions } = process;
  return `Planscope ${versionOf(context)} in VS Code ${vscode.version}, Node.js ${versions.node}, ${platform} ${arch}.`;
}
