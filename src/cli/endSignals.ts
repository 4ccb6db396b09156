/** The parts of `process` that tell of a user who wants the end. */
export interface SignalledProcess {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): unknown;
}

const EXIT_CANCELLED = 130;

/** A signal that aborts at the first Ctrl+C or SIGTERM; the second ends the process at once, whatever still runs. */
export function endSignal(host: SignalledProcess): AbortSignal {
  const cancel = new AbortController();
  const onSignal = (): void => {
    if (cancel.signal.aborted) host.exit(EXIT_CANCELLED);
    else cancel.abort(new DOMException('Cancelled.', 'AbortError'));
  };
  host.on('SIGINT', onSignal);
  host.on('SIGTERM', onSignal);
  return cancel.signal;
}
