import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Connection } from '../../core/connect.ts';
import { warn } from '../notices.ts';

/** Says why no model plans, and offers what can be done about it; `lacks` is what a server that is there lacks. */
export async function offerHelp(message: string, lacks: Connection['lacks']): Promise<void> {
  if (!vscode.workspace.isTrusted) return offerTrust(message);
  const start = l10n.t('Start Simulator');
  const again = l10n.t('Look Again');
  const key = l10n.t('Set API Key');
  const settings = l10n.t('Open Settings');
  const offers = lacks === 'key' ? [key, start, settings] : [start, again, settings];
  switch (await warn(`Planscope: ${message}`, ...offers)) {
    case start:
      await vscode.commands.executeCommand('planscope.startSimulator');
      break;
    case again:
      await vscode.commands.executeCommand('planscope.findModel');
      break;
    case key:
      await vscode.commands.executeCommand('planscope.setApiKey');
      break;
    case settings:
      await vscode.commands.executeCommand('workbench.action.openSettings', 'planscope.model');
      break;
    case undefined:
      break;
  }
}

/** Says what is not done in a workspace that is not trusted, and leads to where trust is given. */
export async function offerTrust(message: string): Promise<void> {
  const manage = l10n.t('Manage Workspace Trust');
  if ((await warn(`Planscope: ${message}`, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
}
