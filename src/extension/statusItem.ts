import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** What the status bar says while nobody needed a model yet. */
export function idleText(): { readonly text: string; readonly accessibleText: string } {
  return { text: '$(circle-outline) Planscope', accessibleText: t('Planscope: not used yet') };
}

/** The one status bar item as it is before the first use. Whoever has more to say takes it over. */
export function createStatusItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('planscope.status', vscode.StatusBarAlignment.Right, 100);
  const { text, accessibleText } = idleText();
  item.name = 'Planscope';
  item.command = 'planscope.openDashboard';
  item.text = text;
  item.accessibilityInformation = { label: accessibleText };
  item.tooltip = t('Planscope: no model server was looked for yet.');
  item.show();
  return item;
}
