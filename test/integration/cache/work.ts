import type { Logger } from '../../../src/core/base/logger.ts';
import type { StoredEntry } from '../../../src/core/cache/entryStore.ts';

/** What the writers of these tests keep: each value follows from its number, so that any other is corrupt. */
export interface Work {
  readonly name: string;
  readonly n: number;
  readonly text: string;
}

export const LIMITS = { ttlMs: 86_400_000, maxEntries: 1_000_000, maxBytes: 1_000_000_000 };

export function isWork(value: unknown): value is Work {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}

/** The entry `n` of a writer: from some hundred bytes to a few pages. */
export function entryOf(name: string, n: number, savedAtMs: number): StoredEntry<Work> {
  const text = `${name} ${n} `.repeat(20 + ((n * 37) % 900));
  return {
    key: `${name} ${n}`,
    value: { name, n, text },
    worth: { bytes: 2 * text.length, savedMs: n, savedTokens: n },
    savedAtMs,
  };
}

/** Says everything on the terminal's error stream, where a test sees it. */
export const consoleLogger: Logger = {
  debug: (message) => void process.stderr.write(`debug: ${message}\n`),
  info: (message) => void process.stderr.write(`info: ${message}\n`),
  warn: (message) => void process.stderr.write(`warn: ${message}\n`),
  error: (message) => void process.stderr.write(`error: ${message}\n`),
};
