import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { systemClock } from '../core/base/clock.ts';
import { DisposableStore } from '../core/base/disposable.ts';
import { toCoreError } from '../core/base/errors.ts';
import { Emitter } from '../core/base/events.ts';
import { type PlanscopeApi, planscopeApi } from './api/planscopeApi.ts';
import { BENCH_COMMANDS, type BenchCommand, hasRunMarks } from './benchmarks/benchCommands.ts';
import type { BenchTools, createBenchTools } from './benchmarks/benchTools.ts';
import type { ClientTools, createClientTools } from './clientTools.ts';
import { CLIENT_COMMANDS, type ClientCommand } from './commands/commandIds.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { DASHBOARD_COMMANDS, type DashboardCommand } from './dashboard/dashboardCommands.ts';
import type { createDashboardTools, DashboardTools } from './dashboard/dashboardTools.ts';
import { speakEditorLanguage } from './editorTranslation.ts';
import { EditorLog } from './log/editorLog.ts';
import { complain } from './notices.ts';
import { onFirstPlanDocument } from './plans/firstPlanDocument.ts';
import { PLAN_COMMANDS, type PlanCommand } from './plans/planCommands.ts';
import { PlanFiles } from './plans/planFiles.ts';
import type { createPlanTools, PlanTools } from './plans/planTools.ts';
import { programPaths } from './programPaths.ts';
import { createStatusItem, showUnused } from './statusItem.ts';
import { SUPPORT_COMMANDS } from './support/supportCommands.ts';
import type { createSupportTools } from './support/supportTools.ts';
import { createTestPlace } from './testPlace.ts';
import { TextReports } from './textReports.ts';
import { ToolsLoader } from './toolsLoader.ts';
import type { WorkspaceTrust } from './workspaceTrust.ts';

/** What the bundles of tools export: the same build as this one. */
type ClientToolsBundle = { readonly createClientTools: typeof createClientTools };
type DashboardToolsBundle = { readonly createDashboardTools: typeof createDashboardTools };
type PlanToolsBundle = { readonly createPlanTools: typeof createPlanTools };
type BenchToolsBundle = { readonly createBenchTools: typeof createBenchTools };
type SupportToolsBundle = { readonly createSupportTools: typeof createSupportTools };

/**
 * The places that the extension has in the editor, put together by hand. What fills them is loaded at its first use:
 * until then no server is contacted and no file is read.
 */
export function activate(context: vscode.ExtensionContext): PlanscopeApi {
  speakEditorLanguage();
  const logger = new EditorLog();
  // They end in reverse order, so that the log is open to the last.
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const own = <T extends { dispose(): unknown }>(item: T): T => {
    owned.add({ dispose: () => void item.dispose() });
    return item;
  };
  own(logger);
  try {
    logger.info(startLine(context));
    const { extensionUri, globalStorageUri, globalState, secrets, workspaceState: memory } = context;
    const version = versionOf(context);
    const paths = programPaths(context);
    const texts = own(new TextReports());
    const files = own(new PlanFiles(memory));
    const statusItem = own(createStatusItem());
    const changes = own(
      new Emitter<void>((error) => logger.error(`A listener of the client failed: ${String(error)}`)),
    );
    const trust: WorkspaceTrust = {
      isGranted: () => vscode.workspace.isTrusted,
      onDidGrant: vscode.workspace.onDidGrantWorkspaceTrust,
    };
    const planTests = own(
      createTestPlace({
        id: 'planscope.plans',
        label: l10n.t('Planscope plans'),
        profiles: [{ name: 'ask', label: l10n.t('Ask the model'), isDefault: true }],
        source: () => plans.load().tests,
      }),
    );
    const benchTests = own(
      createTestPlace({
        id: 'planscope.benchmarks',
        label: l10n.t('Planscope benchmarks'),
        // No default. Where all tests are run and these are listed, the editor takes the first by its label all the same.
        profiles: [
          { name: 'quick', label: l10n.t('Quick: does it hold?'), isDefault: false },
          { name: 'full', label: l10n.t('Full: how fast is it?'), isDefault: false },
        ],
        source: () => benchmarks.load().tests,
      }),
    );
    const client: ToolsLoader<ClientCommand, ClientTools> = own(
      new ToolsLoader({
        entry: paths.clientTools,
        commands: CLIENT_COMMANDS,
        create: (bundle) => {
          const ports = { globalStorageUri, secrets, cli: paths.cli, statusItem, trust, logger };
          const tools = (bundle as ClientToolsBundle).createClientTools(ports);
          tools.client.onDidChange(() => changes.fire());
          return tools;
        },
        logger,
      }),
    );
    const plans: ToolsLoader<PlanCommand, PlanTools> = own(
      new ToolsLoader({
        entry: paths.planTools,
        commands: PLAN_COMMANDS,
        create: (bundle) =>
          (bundle as PlanToolsBundle).createPlanTools({
            extensionUri,
            globalStorageUri,
            memory,
            files,
            tests: planTests,
            texts,
            trust,
            logger,
            planning: () => client.load(),
          }),
        logger,
      }),
    );
    const benchmarks: ToolsLoader<BenchCommand, BenchTools> = own(
      new ToolsLoader({
        entry: paths.benchTools,
        commands: BENCH_COMMANDS,
        create: (bundle) =>
          (bundle as BenchToolsBundle).createBenchTools({
            extensionUri,
            // A window without a folder has no storage of its own.
            storageUri: context.storageUri ?? globalStorageUri,
            memory: globalState,
            cli: paths.cli,
            tests: benchTests,
            settings: () => client.load().settings(),
            keyFor: (endpoint) => client.load().keyFor(endpoint),
            trust,
            logger,
          }),
        logger,
      }),
    );
    const dashboard: ToolsLoader<DashboardCommand, DashboardTools> = own(
      new ToolsLoader({
        entry: paths.dashboardTools,
        commands: DASHBOARD_COMMANDS,
        create: (bundle) => {
          const ports = { extensionUri, memory, ...client.load(), benchmarks, texts, version, logger };
          return (bundle as DashboardToolsBundle).createDashboardTools(ports);
        },
        logger,
      }),
    );
    own(
      vscode.window.registerWebviewViewProvider('planscope.dashboard', {
        resolveWebviewView: (view) => dashboard.load().resolve(view),
      }),
    );
    const loaders = { client, plans, benchmarks, dashboard };
    const loadedTools = (): string[] =>
      Object.entries(loaders).flatMap(([name, loader]) => (loader.isLoaded ? [name] : []));
    own(
      new ToolsLoader({
        entry: paths.supportTools,
        commands: SUPPORT_COMMANDS,
        create: (bundle) => {
          const ports = { ...client.load(), trust, texts, clock: systemClock, version, loadedTools, logger };
          return (bundle as SupportToolsBundle).createSupportTools(ports);
        },
        logger,
      }),
    );
    own(
      registerCommands(logger, {
        'planscope.openDashboard': async () => {
          await vscode.commands.executeCommand('planscope.dashboard.focus');
        },
        'planscope.showLog': () => logger.show(),
      }),
    );
    own(
      trust.onDidGrant(() => {
        if (!client.isLoaded) showUnused(statusItem);
      }),
    );
    own(onFirstPlanDocument(() => loadNow(plans, logger)));
    // A run that an earlier window did not bring to its end is told of.
    if (hasRunMarks(globalState)) loadNow(benchmarks, logger);
    return own(planscopeApi({ make: () => client.load().api, changes: changes.event, logger })).api;
  } catch (error) {
    logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const show = l10n.t('Show Log');
    void complain(l10n.t('Planscope could not start: {0}', toCoreError(error).message), show).then((chosen) => {
      if (chosen === show) logger.show();
    });
    throw error;
  }
}

/** Loads tools that nobody asked for by a command: there is nobody to be told of a failure. */
function loadNow(tools: { load(): unknown }, logger: EditorLog): void {
  try {
    tools.load();
  } catch (error) {
    logger.error(String(error));
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
