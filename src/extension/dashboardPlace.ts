import * as vscode from 'vscode';

/** The dashboard's place in the editor until it is first seen; the dashboard registers itself there in its stead. */
export function holdDashboardPlace(onSeen: (view: vscode.WebviewView) => void): vscode.Disposable {
  return vscode.window.registerWebviewViewProvider('planscope.dashboard', { resolveWebviewView: onSeen });
}
