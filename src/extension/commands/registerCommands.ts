import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type CoreError, isAbort, isClientClosed, isCoreError, toCoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import { complain } from '../notices.ts';
import { isUntrusted } from '../workspaceTrust.ts';
import { offerTrust } from './offerHelp.ts';

/** A command's work; what it rejects with is shown to the user, a cancel is not. */
export type CommandHandler = (...args: readonly unknown[]) => Promise<void> | void;

/** Registers commands by id. No error of theirs is lost, and none reaches the user with a stack. */
export function registerCommands(
  logger: Logger,
  handlers: Readonly<Record<string, CommandHandler>>,
): vscode.Disposable {
  const registered = Object.entries(handlers).map(([id, handler]) =>
    vscode.commands.registerCommand(id, (...args: unknown[]) => complaining(id, logger, () => handler(...args))),
  );
  return vscode.Disposable.from(...registered);
}

/** Does what a user asked for: what it rejects with is logged and shown, a cancel is not. `id` names it in the log. */
export async function complaining(id: string, logger: Logger, work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    // What ends with the window is no failure.
    if (isAbort(error) || isClientClosed(error)) return;
    const known = toCoreError(error);
    logger.error(`${id} failed: ${logText(error)}`);
    // Not waited for: a command is over when it has failed, not when the user has read so.
    void (isUntrusted(known) ? offerTrust(known.message) : tell(known));
  }
}

/** A message of ours says what to do; of what nobody foresaw the log says more. */
async function tell({ code, message }: CoreError): Promise<void> {
  const show = l10n.t('Show Log');
  const offers = code === 'unexpected' ? [show] : [];
  if ((await complain(`Planscope: ${message}`, ...offers)) === show) {
    await vscode.commands.executeCommand('planscope.showLog');
  }
}

/** An error for the log: ours by its code, since its message may quote a model's answer; others with their stack. */
function logText(error: unknown): string {
  if (isCoreError(error)) return error.code;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The signal of an editor's cancellation token. Dispose it when the work is over. */
export function signalOf(token: vscode.CancellationToken): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new DOMException('Cancelled.', 'AbortError'));
  if (token.isCancellationRequested) abort();
  const subscription = token.onCancellationRequested(abort);
  return { signal: controller.signal, dispose: () => void subscription.dispose() };
}
