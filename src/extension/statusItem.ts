import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { lookBeforeAModel } from '../shared/statusBefore.ts';

/** The one status bar item as it is before the first use. Whoever has more to say takes it over. */
export function createStatusItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('planscope.status', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Planscope';
  item.command = 'planscope.openDashboard';
  showUnused(item);
  item.show();
  return item;
}

/** Nobody needed a model yet; where the workspace is not trusted, nobody can have one. */
export function showUnused(item: vscode.StatusBarItem): void {
  const look = lookBeforeAModel(vscode.workspace.isTrusted ? 'idle' : 'restricted');
  if (look === undefined) return;
  item.text = `$(${look.icon}) ${look.text}`;
  item.accessibilityInformation = { label: look.accessibleText };
  item.tooltip = l10n.t('Planscope: {0}', look.row);
}
