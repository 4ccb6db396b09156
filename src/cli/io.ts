/** What a terminal command sees of the terminal: passed in, so that a test is a terminal too. */
export interface CliIo {
  /** Writes to standard output as it is, no line end added. */
  readonly out: (text: string) => void;
  /** Writes to standard error as it is, no line end added. */
  readonly err: (text: string) => void;
  /** Aborts when the user asks the command to end (Ctrl+C, SIGTERM). */
  readonly signal: AbortSignal;
  /** Whether standard output is a person's terminal rather than a file or a pipe. */
  readonly isTty: boolean;
}
