/** The parts of `process` that decide how this program ends. */
export interface EndingProcess {
  exitCode?: number | string | null | undefined;
  readonly stdout: {
    on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  };
  readonly stderr: {
    write(text: string): unknown;
    on(event: 'error', listener: () => void): unknown;
  };
}

/**
 * Runs the program and gives its process the exit code that it resolves to. Until then the code is 1: an event loop
 * that runs dry on the way is no success. An output that failed stays a failure, whatever the program says.
 */
export async function exitWith(program: () => Promise<number>, ending: EndingProcess): Promise<void> {
  let hasOutputFailed = false;
  ending.exitCode = 1;
  ending.stdout.on('error', (error) => {
    // A reader that went away (`… | head`) is the end of our output, not a crash.
    if (error.code === 'EPIPE') return;
    ending.stderr.write(`planscope: the output could not be written: ${error.message}\n`);
    hasOutputFailed = true;
    ending.exitCode = 1;
  });
  // What is told on the way is no result: a run of minutes does not end because nobody reads its progress.
  ending.stderr.on('error', () => {});
  const code = await program();
  if (!hasOutputFailed) ending.exitCode = code;
}
