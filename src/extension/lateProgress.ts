import * as vscode from 'vscode';
import { withoutLinks } from '../shared/withoutLinks.ts';

/** What is over by then is not worth a notification. */
const SHOW_AFTER_MS = 700;

/**
 * Runs `work`, and shows a notification with its progress and a Cancel button if it takes long. Cancel aborts the
 * signal that `work` is given.
 */
export async function withLateProgress<T>(
  title: string,
  work: (report: (message: string) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cancel = new AbortController();
  let message = '';
  let show: (message: string) => void = () => {};
  const running = work((latest) => {
    message = latest;
    show(latest);
  }, cancel.signal);
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(() => cancel.abort(new DOMException('Cancelled.', 'AbortError')));
        show = (latest) => progress.report({ message: withoutLinks(latest) });
        show(message);
        await running.catch(() => {});
      },
    );
  }, SHOW_AFTER_MS);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}
