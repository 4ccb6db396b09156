import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import { clientClosed } from '../core/base/errors.ts';
import type { Logger } from '../core/base/logger.ts';
import { type CommandHandler, registerCommands } from './commands/registerCommands.ts';

/** A part of the extension that is a bundle of its own. */
export interface Tools<Command extends string> extends vscode.Disposable {
  /** What each command does; what it rejects with is shown to the user. */
  readonly commands: Readonly<Record<Command, CommandHandler>>;
}

/**
 * A bundle of tools that is loaded at its first use, so that neither the start of the editor waits for it nor anybody who
 * never needs it. Its commands are there from the beginning.
 */
export class ToolsLoader<Command extends string, T extends Tools<Command>> implements vscode.Disposable {
  readonly #entry: string;
  readonly #create: (bundle: unknown) => T;
  readonly #commands: vscode.Disposable;
  #tools: T | undefined;
  #isDisposed = false;

  /** `entry`: the bundle, as a file system path. `create` makes the tools of what it exports. */
  constructor(options: {
    readonly entry: string;
    readonly commands: readonly Command[];
    readonly create: (bundle: unknown) => T;
    readonly logger: Logger;
  }) {
    this.#entry = options.entry;
    this.#create = options.create;
    const handlers = options.commands.map(
      (id) => [id, async (...args: readonly unknown[]) => await this.load().commands[id](...args)] as const,
    );
    this.#commands = registerCommands(options.logger, Object.fromEntries(handlers));
  }

  get isLoaded(): boolean {
    return this.#tools !== undefined;
  }

  /** Throws what a closed client does, once the window has closed. */
  load(): T {
    if (this.#isDisposed) throw clientClosed();
    this.#tools ??= this.#create(createRequire(this.#entry)(this.#entry));
    return this.#tools;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#commands.dispose();
    this.#tools?.dispose();
  }
}
