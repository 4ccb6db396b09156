import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable.ts';
import { Emitter, type Event } from '../../core/base/events.ts';
import type { LeveledLogger } from '../../core/base/logger.ts';

/** The output channel "Planscope", whose level the user sets. English in every language: it is read by those who help. */
export class EditorLog implements LeveledLogger, Disposable {
  readonly #channel = vscode.window.createOutputChannel('Planscope', { log: true });
  readonly #changes = new Emitter<void>((error) => this.#channel.error(`A log listener failed: ${String(error)}`));
  readonly #subscription = this.#channel.onDidChangeLogLevel(() => this.#changes.fire());

  /** What ends later than the window has nobody to tell. */
  #isOpen = true;

  get onDidChangeLevel(): Event<void> {
    return this.#changes.event;
  }

  isEnabled(level: 'debug' | 'trace'): boolean {
    const { logLevel } = this.#channel;
    if (logLevel === vscode.LogLevel.Off) return false;
    return logLevel <= (level === 'debug' ? vscode.LogLevel.Debug : vscode.LogLevel.Trace);
  }

  trace(message: string): void {
    if (this.#isOpen) this.#channel.trace(message);
  }

  debug(message: string): void {
    if (this.#isOpen) this.#channel.debug(message);
  }

  info(message: string): void {
    if (this.#isOpen) this.#channel.info(message);
  }

  warn(message: string): void {
    if (this.#isOpen) this.#channel.warn(message);
  }

  error(message: string): void {
    if (this.#isOpen) this.#channel.error(message);
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#isOpen = false;
    this.#subscription.dispose();
    this.#changes.dispose();
    this.#channel.dispose();
  }
}
