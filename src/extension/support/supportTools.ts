import type { Clock } from '../../core/base/clock.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { Client } from '../../core/client.ts';
import { HttpClient } from '../../core/transport/httpStream.ts';
import { speakEditorLanguage } from '../editorTranslation.ts';
import type { ApiKeys } from '../model/apiKeys.ts';
import type { ModelConnection } from '../model/modelConnection.ts';
import type { SimulatorController } from '../model/simulatorController.ts';
import type { TextReports } from '../textReports.ts';
import type { Tools } from '../toolsLoader.ts';
import type { WorkspaceTrust } from '../workspaceTrust.ts';
import { explainMiss } from './explainMiss.ts';
import { exportTraffic } from './exportTraffic.ts';
import { modelHandlers } from './modelHandlers.ts';
import { reportProblem } from './reportProblem.ts';
import type { SupportCommand } from './supportCommands.ts';

/** What the seldom needed commands need of the rest of the extension. */
export interface SupportToolPorts {
  readonly client: Client;
  readonly connection: ModelConnection;
  readonly keys: ApiKeys;
  readonly trust: WorkspaceTrust;
  readonly texts: TextReports;
  readonly clock: Clock;
  readonly simulator: SimulatorController;
  /** Planscope's own. */
  readonly version: string;
  /** Which of the parts that are loaded later are there. */
  readonly loadedTools: () => readonly string[];
  readonly logger: Logger;
}

/** What is seldom needed, put together by hand: a program of its own, loaded when one of its commands is first used. */
export type SupportTools = Tools<SupportCommand>;

export function createSupportTools(ports: SupportToolPorts): SupportTools {
  speakEditorLanguage();
  // Its own: what the client's throws is of another bundle's classes, by which transports here tell errors apart.
  const http = new HttpClient({ clock: ports.clock });
  return {
    commands: {
      ...modelHandlers({ ...ports, http }),
      'planscope.explainMiss': (requestId) => explainMiss(ports, requestId),
      'planscope.exportTraffic': () => exportTraffic(ports),
      'planscope.reportProblem': () => reportProblem(ports),
    },
    dispose: () => http.dispose(),
  };
}
