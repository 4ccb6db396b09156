/** What the simulated model says to a prompt. */
export interface SimulatedAnswer {
  readonly text: string;
  /** How long this answer took when it was recorded, milliseconds; 0 where it was not. */
  readonly recordedMs: number;
  /** A recorded answer goes out to the byte: no token limit or stop word of the request shortens it again. */
  readonly verbatim: boolean;
}

/** Finds the answer to the last user message of a chat. `wantsJson` when the request asks for JSON. */
export type Answerer = (prompt: string, wantsJson: boolean) => SimulatedAnswer;
