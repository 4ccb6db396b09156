import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import type { Logger } from '../core/base/logger.ts';
import { registerCommands } from './commands/registerCommands.ts';

/** A part of the extension that is a bundle of its own. */
export interface Tools<Command extends string> extends vscode.Disposable {
  /** What each command does; what it rejects with is shown to the user. */
  readonly commands: Readonly<Record<Command, (...args: readonly unknown[]) => Promise<void> | void>>;
}

/**
 * Loads a bundle of tools after the start of the editor, which does not wait for it: at the first use, or before that as
 * soon as the extension is active. Its commands are there from the beginning.
 */
export class ToolsLoader<Command extends string, T extends Tools<Command>> implements vscode.Disposable {
  readonly #entry: string;
  readonly #create: (bundle: unknown) => T;
  readonly #commands: vscode.Disposable;
  readonly #timer: NodeJS.Immediate | undefined;
  #tools: T | undefined;

  /**
   * `entry`: the bundle, as a file system path. `create` makes the tools of what it exports. `loads`: `soon` where they do
   * something that nobody has to ask for.
   */
  constructor(options: {
    readonly entry: string;
    readonly commands: readonly Command[];
    readonly create: (bundle: unknown) => T;
    readonly loads: 'soon' | 'when-used';
    readonly logger: Logger;
  }) {
    this.#entry = options.entry;
    this.#create = options.create;
    const handlers = options.commands.map(
      (id) => [id, async (...args: readonly unknown[]) => await this.load().commands[id](...args)] as const,
    );
    this.#commands = registerCommands(options.logger, Object.fromEntries(handlers));
    if (options.loads === 'when-used') return;
    this.#timer = setImmediate(() => {
      try {
        this.load();
      } catch (error) {
        options.logger.error(String(error));
      }
    });
  }

  get isLoaded(): boolean {
    return this.#tools !== undefined;
  }

  load(): T {
    this.#tools ??= this.#create(createRequire(this.#entry)(this.#entry));
    return this.#tools;
  }

  dispose(): void {
    clearImmediate(this.#timer);
    this.#commands.dispose();
    this.#tools?.dispose();
  }
}
