import { TransportError } from './transportErrors.ts';

const NEWLINE = 10;
const NOTHING = Buffer.alloc(0);

/**
 * Splits a byte stream into lines of UTF-8 text, whatever the pieces: a line or a character may be cut anywhere.
 * An unfinished last line is handed out by `finish`. What waits for the end of its line is at most `maxLineBytes`;
 * more fails, so memory stays bounded.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** The lines that `chunk` completes, without their line ends; empty ones are left out. */
  push(chunk: Buffer): string[] {
    // No byte of a longer character is a line end: everything up to the last one is whole, and decoded at once.
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#keep(chunk);
      return [];
    }
    const lines: string[] = [];
    for (const line of this.#take(chunk.subarray(0, end)).split('\n')) {
      const text = line.trim();
      if (text !== '') lines.push(text);
    }
    if (end < chunk.length) this.#keep(chunk.subarray(end));
    return lines;
  }

  /** What was left without a line end, maybe ''. */
  finish(): string {
    return this.#take(NOTHING).trim();
  }

  #keep(bytes: Buffer): void {
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > this.#maxLineBytes) {
      throw new TransportError('malformed-stream', `The server sent a line of more than ${this.#maxLineBytes} bytes.`, {
        retryable: false,
      });
    }
    this.#pending.push(bytes);
  }

  /** What is pending and `bytes` after it, as text. */
  #take(bytes: Buffer): string {
    if (this.#pendingBytes === 0) return bytes.toString('utf8');
    const all = Buffer.concat([...this.#pending, bytes]);
    this.#pending = [];
    this.#pendingBytes = 0;
    return all.toString('utf8');
  }
}
