import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

const NAME = 'planscope-samples';

/** Open Sample Workspace: a copy of the shipped samples, in a folder that the user chooses, opened in a window of its own. */
export async function openSampleWorkspace(extensionUri: vscode.Uri): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: l10n.t('Where shall the sample workspace be copied to?'),
    openLabel: l10n.t('Copy here'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  const parent = chosen?.[0];
  if (parent === undefined) return;
  const copy = await freshFolder(parent);
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'media', 'sample-workspace'), copy);
  await vscode.commands.executeCommand('vscode.openFolder', copy, { forceNewWindow: true });
}

/** A name in `parent` that nothing has: what is there already stays as it is. */
async function freshFolder(parent: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const folder = vscode.Uri.joinPath(parent, number === 1 ? NAME : `${NAME}-${number}`);
    const isThere = await vscode.workspace.fs.stat(folder).then(
      () => true,
      () => false,
    );
    if (!isThere) return folder;
  }
}
