import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inform, mention } from '../notices.ts';
import { problemReport } from './problemReport.ts';
import type { SupportToolPorts } from './supportTools.ts';

/** Report a Problem: a text of its own to be filled in, copied and sent by the user; nothing is sent from here. */
export async function reportProblem(ports: SupportToolPorts): Promise<void> {
  const { client, connection, simulator, version, loadedTools } = ports;
  const { platform, arch, versions } = process;
  const content = problemReport({
    versions: { planscope: version, vscode: vscode.version, node: versions.node, platform, arch },
    remoteName: vscode.env.remoteName,
    ui: vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop',
    isTrusted: vscode.workspace.isTrusted,
    settings: client.settings,
    connection: connection.state,
    isSimulatorRunning: simulator.isRunning,
    loadedTools: loadedTools(),
    client: client.snapshot(),
  });
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  // Where the user begins to write.
  const first = new vscode.Position(3, 0);
  editor.selection = new vscode.Selection(first, first);
  const copy = l10n.t('Copy');
  const said = l10n.t('Planscope: this report is yours to fill in and to send; nothing was sent.');
  if ((await inform(said, copy)) !== copy) return;
  await vscode.env.clipboard.writeText(document.getText());
  mention(l10n.t('Planscope: the report was copied.'));
}
