import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PageOptions } from '../shared/pageHtml.ts';
import { editorTranslation } from './editorTranslation.ts';

/** Where the pages' scripts and styles lie, below the extension; nothing else can be loaded. */
export function localResourceRoots(extensionUri: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extensionUri, 'dist', 'webview'), vscode.Uri.joinPath(extensionUri, 'media')];
}

/** What a page's HTML needs: its script and style as the webview sees them, a fresh nonce, and the editor's language. */
export function pageOptions(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: 'dashboard' | 'map' | 'report' | 'trace',
): PageOptions {
  const uri = (...path: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  return {
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    scriptUri: uri('dist', 'webview', `${page}.js`),
    styleUris: [uri('media', `${page}.css`)],
    translation: editorTranslation(),
  };
}
