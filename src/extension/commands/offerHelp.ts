import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Connection } from '../../core/connect.ts';
import { warn } from '../notices.ts';

/** Says why no model plans, and offers what can be done about it; `lacks` is what a server that is there lacks. */
export async function offerHelp(message: string, lacks: Connection['lacks']): Promise<void> {
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
