import * as vscode from 'vscode';
import { withoutIcons } from '../shared/withoutIcons.ts';
import { withoutLinks } from '../shared/withoutLinks.ts';

/** Long enough to read a sentence. */
const MENTIONED_MS = 8_000;

/** Something worth knowing that nobody has to act on: in the status bar, for a while. */
export function mention(message: string): void {
  vscode.window.setStatusBarMessage(withoutIcons(message), MENTIONED_MS);
}

/** A notification; resolves to the offer that was chosen. What it quotes of others is text, never a link. */
export function inform(message: string, ...offers: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...offers);
}

/** The same, as a warning. */
export function warn(message: string, ...offers: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), ...offers);
}

/** The same, as an error. */
export function complain(message: string, ...offers: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...offers);
}

/** A question that must be answered first; resolves to the answer that was chosen. */
export function ask(message: string, detail: string, answer: string): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), { modal: true, detail: withoutLinks(detail) }, answer);
}
