import * as vscode from 'vscode';
import type { Disposable } from '../core/base/disposable.ts';
import type { Logger } from '../core/base/logger.ts';

/** Planscope's output channel. Silent once it is closed: what ends later than the window has nobody to tell. */
export function openLog(): Logger & Disposable {
  const channel = vscode.window.createOutputChannel('Planscope', { log: true });
  let isOpen = true;
  const at =
    (level: keyof Logger) =>
    (message: string): void => {
      if (isOpen) channel[level](message);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    dispose() {
      isOpen = false;
      channel.dispose();
    },
  };
}
