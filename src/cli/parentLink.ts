import type { FromSimulator } from '../core/simulator/processProtocol.ts';

/** The message channel to the process that started this one. */
export interface ParentLink {
  /** Resolves when the message is out, or cannot go out any more since the parent is gone. */
  tell(message: FromSimulator): Promise<void>;
  /** Passes messages on until `close`; calls `onGone` when the parent has gone, at once where it has already. */
  listen(onMessage: (message: unknown) => void, onGone: () => void): void;
  /** Closes the channel, which would keep this process alive. May be called again. */
  close(): void;
}

/** This process's parent, where it was started with a channel (`child_process.fork`). */
export function parentLink(): ParentLink | undefined {
  if (process.send === undefined) return undefined;
  return {
    tell: (message) =>
      new Promise((resolve) => {
        if (process.connected) process.send?.(message, undefined, {}, () => resolve());
        else resolve();
      }),
    listen(onMessage, onGone) {
      process.on('message', onMessage);
      process.once('disconnect', onGone);
      if (!process.connected) onGone();
    },
    close() {
      if (process.connected) process.disconnect();
    },
  };
}
