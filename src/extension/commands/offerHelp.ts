import * as vscode from 'vscode';
import type { Connection } from '../../core/connect.ts';
import { warn } from '../notices.ts';

/** Says why no model plans, and offers what can be done about it; `lacks` is what a server that is there lacks. */
export async function offerHelp(message: string, lacks: Connection['lacks']): Promise<void> {
  const start = 'Start Simulator';
  const again = 'Look Again';
  const key = 'Set API Key';
  const settings = 'Open Settings';
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
