import type * as vscode from 'vscode';
import { systemClock } from '../core/base/clock.ts';
import { DisposableStore } from '../core/base/disposable.ts';
import type { LeveledLogger } from '../core/base/logger.ts';
import { systemRandom } from '../core/base/random.ts';
import type { Secret } from '../core/base/secret.ts';
import { Client } from '../core/client.ts';
import type { Settings } from '../core/settings/settings.ts';
import { clientApi } from './api/clientApi.ts';
import type { PlanscopeApi } from './api/planscopeApi.ts';
import { clientCommands } from './commands/clientCommands.ts';
import type { ClientCommand } from './commands/commandIds.ts';
import { simulatorCommands } from './commands/simulatorCommands.ts';
import { speakEditorLanguage } from './editorTranslation.ts';
import { ActivityLog } from './log/activityLog.ts';
import { watchMilestones } from './milestones.ts';
import { ApiKeys } from './model/apiKeys.ts';
import { ModelConnection } from './model/modelConnection.ts';
import { SimulatorController } from './model/simulatorController.ts';
import { openPlanStore } from './planStore.ts';
import { onDidChangeSettings, readEditorSettings } from './settingsReader.ts';
import { StatusBar } from './statusBar.ts';
import type { Tools } from './toolsLoader.ts';
import type { WorkspaceTrust } from './workspaceTrust.ts';

/** What the client needs of the rest of the extension. */
export interface ClientToolPorts {
  readonly globalStorageUri: vscode.Uri;
  readonly secrets: vscode.SecretStorage;
  /** The terminal program, which is also the simulator, as a file system path. */
  readonly cli: string;
  readonly statusItem: vscode.StatusBarItem;
  readonly trust: WorkspaceTrust;
  readonly logger: LeveledLogger;
}

/** The window's client, its model and its status, put together by hand: a program of its own, loaded at the first use. */
export interface ClientTools extends Tools<ClientCommand> {
  readonly client: Client;
  readonly connection: ModelConnection;
  readonly simulator: SimulatorController;
  readonly keys: ApiKeys;
  readonly api: Pick<PlanscopeApi, 'plan' | 'snapshot'>;
  /** The editor's, as they are now. */
  settings(): Settings;
  /** The key of a model server that wants one. */
  keyFor(endpoint: string): Promise<Secret | undefined>;
}

export function createClientTools(ports: ClientToolPorts): ClientTools {
  speakEditorLanguage();
  const { globalStorageUri, secrets, cli, statusItem, trust, logger } = ports;
  const owned = new DisposableStore();
  const own = <T extends { dispose(): void }>(item: T): T => owned.add(item);
  const settings = readEditorSettings(logger);
  const store = openPlanStore({ folder: globalStorageUri, settings, clock: systemClock, logger });
  const client = own(new Client({ clock: systemClock, random: systemRandom, logger, settings, store }));
  const simulator = own(new SimulatorController({ logger, trust, entry: cli }));
  const keys = new ApiKeys(secrets);
  const keyFor = keys.keyFor.bind(keys);
  const connection = own(new ModelConnection({ client, simulator, trust, clock: systemClock, keyFor, logger }));
  own(onDidChangeSettings(logger, (changed) => connection.configure(changed)));
  own(watchMilestones({ client, connection }));
  own(new ActivityLog({ client, logger }));
  own(new StatusBar({ client, connection, simulator, item: statusItem }));
  const api = own(clientApi({ client, connection, logger }));
  return {
    commands: { ...clientCommands({ client, connection }), ...simulatorCommands({ connection, simulator }) },
    client,
    connection,
    simulator,
    keys,
    api,
    settings: () => readEditorSettings(logger),
    keyFor,
    dispose: () => owned.dispose(),
  };
}
