import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../core/base/logger.ts';
import { readSettings, type Settings } from '../core/settings/settings.ts';
import { warn } from './notices.ts';

/** The settings as the editor has them now. A bad value is logged, and named to the user once. */
export function readEditorSettings(logger: Logger): Settings {
  const configuration = vscode.workspace.getConfiguration();
  const warnings: string[] = [];
  const settings = readSettings(
    (key) => configuration.get<unknown>(key),
    (message) => warnings.push(message),
  );
  for (const warning of warnings) logger.warn(warning);
  if (warnings.length > 0) void showWarnings(warnings);
  return settings;
}

/** Calls `onChange` with the new settings whenever one of ours changes. */
export function onDidChangeSettings(logger: Logger, onChange: (settings: Settings) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('planscope')) onChange(readEditorSettings(logger));
  });
}

async function showWarnings(warnings: readonly string[]): Promise<void> {
  const open = l10n.t('Open Settings');
  const chosen = await warn(warnings.join(' '), open);
  if (chosen === open)
    await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:planscope.planscope');
}
