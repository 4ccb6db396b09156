import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Translation } from '../shared/translation.ts';

/** Our texts in the editor's language, for a page; undefined where they are English, since nobody translated them. */
export function editorTranslation(): Translation | undefined {
  const { bundle: texts } = vscode.l10n;
  return texts === undefined ? undefined : { language: vscode.env.language, texts };
}

/** Makes a bundle of ours speak the editor's language. To be called once in each, before it says anything. */
export function speakEditorLanguage(): void {
  const translation = editorTranslation();
  if (translation !== undefined) l10n.config({ contents: { ...translation.texts } });
}
