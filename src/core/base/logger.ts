import type { Event } from './events.ts';

/** Where core says what it did. Never given prompt or answer texts. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * A logger whose lower levels cost nothing while they are off: who writes often asks first whether anybody reads it, and
 * listens for the moment at which somebody does.
 */
export interface LeveledLogger extends Logger {
  trace(message: string): void;
  /** Whether what is written at this level is kept now. */
  isEnabled(level: 'debug' | 'trace'): boolean;
  /** `isEnabled` may say something else now. */
  readonly onDidChangeLevel: Event<void>;
}
