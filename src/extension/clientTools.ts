import type * as vscode from 'vscode';
import { systemClock } from '../core/base/clock.ts';
import { DisposableStore } from '../core/base/disposable.ts';
import type { Event } from '../core/base/events.ts';
import type { Logger } from '../core/base/logger.ts';
import { systemRandom } from '../core/base/random.ts';
import type { Secret } from '../core/base/secret.ts';
import { Client } from '../core/client.ts';
import type { Settings } from '../core/settings/settings.ts';
import { ApiKeys } from './apiKeys.ts';
import type { BenchTools } from './benchmarks/benchTools.ts';
import { clientApi } from './clientApi.ts';
import { clientCommands } from './commands/clientCommands.ts';
import type { ClientCommand } from './commands/commandIds.ts';
import { modelCommands } from './commands/modelCommands.ts';
import { simulatorCommands } from './commands/simulatorCommands.ts';
import { DashboardView } from './dashboardView.ts';
import { ModelConnection } from './modelConnection.ts';
import { openPlanStore } from './planStore.ts';
import type { PlanscopeApi } from './planscopeApi.ts';
import { onDidChangeSettings, readEditorSettings } from './settingsReader.ts';
import { SimulatorController } from './simulatorController.ts';
import { StatusBar } from './statusBar.ts';
import type { TextReports } from './textReports.ts';
import type { Tools } from './toolsLoader.ts';

/** What the client and what shows it need of the rest of the extension. */
export interface ClientToolPorts {
  readonly extensionUri: vscode.Uri;
  readonly globalStorageUri: vscode.Uri;
  readonly secrets: vscode.SecretStorage;
  /** The terminal program, which is also the simulator, as a file system path. */
  readonly cli: string;
  readonly statusItem: vscode.StatusBarItem;
  /** Loaded when the dashboard is first seen. */
  readonly benchmarks: { load(): BenchTools };
  readonly texts: TextReports;
  readonly logger: Logger;
}

/** The window's client and what shows it, put together by hand: a program of its own, loaded at the first use. */
export interface ClientTools extends Tools<ClientCommand> {
  readonly client: Client;
  readonly connection: ModelConnection;
  readonly api: Pick<PlanscopeApi, 'plan' | 'snapshot'>;
  readonly onDidChange: Event<void>;
  readonly dashboard: DashboardView;
  /** The editor's, as they are now. */
  settings(): Settings;
  /** The key of a model server that wants one. */
  keyFor(endpoint: string): Promise<Secret | undefined>;
}

export function createClientTools(ports: ClientToolPorts): ClientTools {
  const { extensionUri, statusItem, benchmarks, texts, logger } = ports;
  const owned = new DisposableStore();
  const own = <T extends { dispose(): void }>(item: T): T => owned.add(item);
  const settings = readEditorSettings(logger);
  const store = openPlanStore({ folder: ports.globalStorageUri, settings, clock: systemClock, logger });
  const client = own(new Client({ clock: systemClock, random: systemRandom, logger, settings, store }));
  const simulator = own(new SimulatorController({ logger, entry: ports.cli }));
  const keys = new ApiKeys(ports.secrets);
  const keyFor = keys.keyFor.bind(keys);
  const connection = own(new ModelConnection({ client, simulator, clock: systemClock, keyFor, logger }));
  own(onDidChangeSettings(logger, (changed) => connection.configure(changed)));
  own(new StatusBar({ client, connection, item: statusItem }));
  const dashboard = own(new DashboardView({ extensionUri, client, connection, benchmarks, logger }));
  return {
    commands: {
      ...clientCommands({ client, connection, reports: texts, logger }),
      ...modelCommands({ client, connection, keys, reports: texts, clock: systemClock }),
      ...simulatorCommands({ connection, simulator }),
    },
    client,
    connection,
    api: clientApi({ client, connection }),
    onDidChange: client.onDidChange,
    dashboard,
    settings: () => readEditorSettings(logger),
    keyFor,
    dispose: () => owned.dispose(),
  };
}
