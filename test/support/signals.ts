import { getEventListeners } from 'node:events';

/** How many listeners wait for this signal to abort: what is over must have left none. */
export function abortListeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}
