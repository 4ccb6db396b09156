import * as vscode from 'vscode';

const CONCERNED = /\.(scenario|snapshot|plan|tools)\.json$/;

/** Calls `use` once, when the first document that the tools for plan and scenario files concern is open. Never at once. */
export function onFirstPlanDocument(use: () => void): vscode.Disposable {
  const isConcerned = ({ uri }: vscode.TextDocument): boolean => CONCERNED.test(uri.path);
  let timer: NodeJS.Immediate | undefined;
  const soon = (): void => {
    opened.dispose();
    timer = setImmediate(use);
  };
  const opened = vscode.workspace.onDidOpenTextDocument((document) => {
    if (isConcerned(document)) soon();
  });
  if (vscode.workspace.textDocuments.some(isConcerned)) soon();
  return new vscode.Disposable(() => {
    opened.dispose();
    clearImmediate(timer);
  });
}
