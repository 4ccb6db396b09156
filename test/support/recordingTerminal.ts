import type { CliIo } from '../../src/cli/io.ts';

/** What a command is run in, and what it has written so far. */
export interface RecordingTerminal {
  readonly io: CliIo;
  readonly said: { readonly out: string; readonly err: string };
}

/** A pipe rather than a person's terminal; keeps what is written to it. */
export function recordingTerminal(signal = new AbortController().signal): RecordingTerminal {
  const said = { out: '', err: '' };
  const out = (text: string): void => {
    said.out += text;
  };
  const err = (text: string): void => {
    said.err += text;
  };
  return { io: { out, err, signal, isTty: false }, said };
}
