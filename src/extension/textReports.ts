import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { MemoryFiles } from './memoryFiles.ts';

const SCHEME = 'planscope-text';

/** Findings in words, as read-only Markdown files that leave nothing to save behind. One for each title. */
export class TextReports extends MemoryFiles {
  readonly #texts = new Map<string, string>();

  constructor() {
    super(SCHEME, { isReadonly: true });
  }

  /** Shows the Markdown text as a preview. */
  async show(title: string, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.md` });
    this.#texts.set(uri.path, markdown);
    this.changed(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  protected override textOf(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? gone();
  }
}

function gone(): string {
  const text = l10n.t(
    'This report was made before the window was reloaded. Ask for it again, by the command that made it: for example **Planscope: Check Local Model**.',
  );
  return `${text}\n`;
}
