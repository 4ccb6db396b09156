import type { Disposable } from '../core/base/disposable.ts';
import type { BenchMessage } from '../core/bench/report.ts';

/** The process that started this one with a message channel: the editor, or the bench command for its earlier processes. */
export interface BenchParent extends Disposable {
  /** Resolves when the message is out, or cannot go out any more. */
  send(message: BenchMessage): Promise<void>;
}

/**
 * Connects to the parent, if there is one with a channel. `onCancel` is called when it sends `{ type: 'cancel' }` and
 * when it goes away. Dispose it to let go of the channel, which otherwise keeps this process alive.
 */
export function connectParent(onCancel: () => void): BenchParent | undefined {
  if (process.send === undefined || !process.connected) return undefined;
  const onMessage = (message: unknown): void => {
    if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'cancel') onCancel();
  };
  process.on('message', onMessage);
  process.once('disconnect', onCancel);
  return {
    send: (message) =>
      new Promise((resolve) => {
        if (process.send === undefined || !process.connected) return resolve();
        process.send(message, undefined, {}, () => resolve());
      }),
    dispose() {
      process.off('message', onMessage);
      process.off('disconnect', onCancel);
      if (process.connected) process.disconnect();
    },
  };
}
