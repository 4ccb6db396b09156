import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore } from '../core/base/disposable.ts';
import { toCoreError } from '../core/base/errors.ts';
import { Emitter } from '../core/base/events.ts';
import { BENCH_COMMANDS, type BenchCommand } from './benchmarks/benchCommands.ts';
import type { BenchTools, createBenchTools } from './benchmarks/benchTools.ts';
import type { ClientTools, createClientTools } from './clientTools.ts';
import { CLIENT_COMMANDS, type ClientCommand } from './commands/commandIds.ts';
import { holdDashboardPlace } from './dashboardPlace.ts';
import { complain } from './notices.ts';
import { onFirstPlanDocument } from './plans/firstPlanDocument.ts';
import { PLAN_COMMANDS, type PlanCommand } from './plans/planCommands.ts';
import { PlanFiles } from './plans/planFiles.ts';
import type { createPlanTools, PlanTools } from './plans/planTools.ts';
import { lazyApi, type PlanscopeApi } from './planscopeApi.ts';
import { programPaths } from './programPaths.ts';
import { createStatusItem } from './statusItem.ts';
import { createTestPlace } from './testPlace.ts';
import { TextReports } from './textReports.ts';
import { ToolsLoader } from './toolsLoader.ts';

/** What the bundles of tools export: the same build as this one. */
type ClientToolsBundle = { readonly createClientTools: typeof createClientTools };
type PlanToolsBundle = { readonly createPlanTools: typeof createPlanTools };
type BenchToolsBundle = { readonly createBenchTools: typeof createBenchTools };

/**
 * The places that the extension has in the editor, put together by hand. What fills them is loaded at its first use:
 * until then no server is contacted and no file is read.
 */
export function activate(context: vscode.ExtensionContext): PlanscopeApi {
  const logger = vscode.window.createOutputChannel('Planscope', { log: true });
  // They end in reverse order, so that the log is open to the last.
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const own = <T extends { dispose(): unknown }>(item: T): T => {
    owned.add({ dispose: () => void item.dispose() });
    return item;
  };
  own(logger);
  try {
    const { extensionUri, globalStorageUri, secrets, workspaceState: memory } = context;
    const paths = programPaths(context);
    const texts = own(new TextReports());
    const files = own(new PlanFiles(memory));
    const statusItem = own(createStatusItem());
    const changes = own(
      new Emitter<void>((error) => logger.error(`A listener of another extension failed: ${String(error)}`)),
    );
    const dashboardPlace = own(holdDashboardPlace((view) => client.load().dashboard.resolveWebviewView(view)));
    const planTests = own(
      createTestPlace({
        id: 'planscope.plans',
        label: t('Planscope plans'),
        profiles: [{ name: 'ask', label: t('Ask the model'), isDefault: true }],
        source: () => plans.load().tests,
      }),
    );
    const benchTests = own(
      createTestPlace({
        id: 'planscope.benchmarks',
        label: t('Planscope benchmarks'),
        // No default, or whoever runs all tests of a workspace would run every benchmark.
        profiles: [
          { name: 'quick', label: t('Quick: does it hold?'), isDefault: false },
          { name: 'full', label: t('Full: how fast is it?'), isDefault: false },
        ],
        source: () => benchmarks.load().tests,
      }),
    );
    const client: ToolsLoader<ClientCommand, ClientTools> = own(
      new ToolsLoader({
        entry: paths.clientTools,
        commands: CLIENT_COMMANDS,
        create: (bundle) => {
          dashboardPlace.dispose();
          const { cli } = paths;
          const ports = { extensionUri, globalStorageUri, secrets, cli, statusItem, benchmarks, texts, logger };
          const tools = (bundle as ClientToolsBundle).createClientTools(ports);
          tools.onDidChange(() => changes.fire());
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
            memory,
            files,
            tests: planTests,
            texts,
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
            cli: paths.cli,
            tests: benchTests,
            settings: () => client.load().settings(),
            keyFor: (endpoint) => client.load().keyFor(endpoint),
            logger,
          }),
        logger,
      }),
    );
    own(
      onFirstPlanDocument(() => {
        try {
          plans.load();
        } catch (error) {
          logger.error(String(error));
        }
      }),
    );
    return lazyApi({ make: () => client.load().api, changes: changes.event });
  } catch (error) {
    logger.error(error instanceof Error ? error : String(error));
    void complain(t('Planscope could not start: {0}', toCoreError(error).message));
    throw error;
  }
}
