import { TransportError } from './transportErrors.ts';

const NEWLINE = 10;

/**
 * Splits a byte stream into lines of UTF-8 text, whatever the pieces: a line or a character may be cut anywhere.
 * An unfinished last line is handed out by `finish`. A line above `maxLineBytes` fails, so memory stays bounded.
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
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, end));
      from = end + 1;
      const line = this.#take();
      if (line !== '') lines.push(line);
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
    return lines;
  }

  /** What was left without a line end, maybe ''. */
  finish(): string {
    return this.#take();
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

  #take(): string {
    const [first, ...rest] = this.#pending;
    if (first === undefined) return '';
    const bytes = rest.length === 0 ? first : Buffer.concat(this.#pending, this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    return bytes.toString('utf8').trim();
  }
}
