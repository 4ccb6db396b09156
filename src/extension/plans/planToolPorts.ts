import type * as vscode from 'vscode';
import type { Logger } from '../../core/base/logger.ts';
import type { Client } from '../../core/client.ts';
import type { ModelConnection } from '../model/modelConnection.ts';
import type { TextReports } from '../textReports.ts';
import type { WorkspaceTrust } from '../workspaceTrust.ts';
import type { PlanFiles } from './planFiles.ts';

/** What the tools for plan and scenario files need of the rest of the extension. */
export interface PlanToolPorts {
  readonly extensionUri: vscode.Uri;
  readonly globalStorageUri: vscode.Uri;
  /** Of this workspace, across reloads. */
  readonly memory: vscode.Memento;
  readonly files: PlanFiles;
  /** Where the plan tests are shown. */
  readonly tests: vscode.TestController;
  readonly texts: TextReports;
  readonly trust: WorkspaceTrust;
  readonly logger: Logger;
  /** Whom a plan is asked of; loaded when the first is asked for. */
  planning(): { readonly client: Client; readonly connection: ModelConnection };
}
