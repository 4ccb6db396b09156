import type * as vscode from 'vscode';
import { DisposableStore } from '../../core/base/disposable.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { Client } from '../../core/client.ts';
import type { TraceAction } from '../../shared/messages.ts';
import type { BenchTools } from '../benchmarks/benchTools.ts';
import { complaining } from '../commands/registerCommands.ts';
import { speakEditorLanguage } from '../editorTranslation.ts';
import type { ModelConnection } from '../model/modelConnection.ts';
import type { TextReports } from '../textReports.ts';
import type { Tools } from '../toolsLoader.ts';
import { showCachedPlans } from './cachedPlans.ts';
import type { DashboardCommand } from './dashboardCommands.ts';
import { DashboardView } from './dashboardView.ts';
import { RequestFilter } from './requestFilter.ts';
import { RequestTools } from './requestTools.ts';
import { TracePanels } from './tracePanels.ts';

/** What the dashboard needs of the rest of the extension. */
export interface DashboardToolPorts {
  readonly extensionUri: vscode.Uri;
  /** Of the workspace: holds the filter. */
  readonly memory: vscode.Memento;
  readonly client: Client;
  readonly connection: ModelConnection;
  /** Loaded when the dashboard is first seen. */
  readonly benchmarks: { load(): BenchTools };
  readonly texts: TextReports;
  /** Planscope's. */
  readonly version: string;
  readonly logger: Logger;
}

/** The dashboard and what it opens, put together by hand: a program of its own, loaded when it is first seen. */
export interface DashboardTools extends Tools<DashboardCommand> {
  /** Fills the dashboard's view. */
  resolve(view: vscode.WebviewView): void;
}

export function createDashboardTools(ports: DashboardToolPorts): DashboardTools {
  speakEditorLanguage();
  const { extensionUri, client, texts, memory, logger } = ports;
  const owned = new DisposableStore();
  const own = <T extends { dispose(): void }>(item: T): T => owned.add(item);
  const filter = own(new RequestFilter({ memory, client }));
  const dashboard = own(new DashboardView({ ...ports, filter }));
  const requests: RequestTools = new RequestTools({ ...ports, openTrace: (id) => traces.show(id) });
  const act = (action: TraceAction, id: number): void =>
    void complaining(`trace: ${action}`, logger, () => requests.act(action, id));
  const traces = own(new TracePanels({ extensionUri, client, act }));
  return {
    commands: {
      'planscope.showCachedPlans': () => showCachedPlans({ client, texts }),
      'planscope.filterRequests': () => filter.choose(),
      'planscope.showAllRequests': () => filter.clear(),
      'planscope.openTrace': (id) => requests.on(id, (known) => traces.show(known)),
      'planscope.openRequestScenario': (id) => requests.on(id, (known) => requests.act('openScenario', known)),
      'planscope.replayRequest': (id) => requests.on(id, (known) => requests.act('replay', known)),
      'planscope.saveRequestAsTest': (id) => requests.on(id, (known) => requests.act('saveAsTest', known)),
      'planscope.copyRequestAsOtlp': (id) => requests.on(id, (known) => requests.act('copyOtlp', known)),
    },
    resolve: (view) => dashboard.resolve(view),
    dispose: () => owned.dispose(),
  };
}
