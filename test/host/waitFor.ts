import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './log.ts';

const POLL_MS = 100;

/** How long to wait, and for what, so that a wait in vain can say so. */
export interface Wait {
  /** Completes "… did not come within 5 s": "the quick input". */
  readonly what: string;
  readonly limitMs: number;
}

/**
 * Probes until the answer is neither undefined nor false, and resolves to it. A probe that throws (a frame that
 * goes away while it is read) is asked again; its last error is the cause of the timeout.
 */
export async function waitFor<T>(
  { what, limitMs }: Wait,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  signal: AbortSignal,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    signal.throwIfAborted();
    let cause: unknown;
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadline) {
      const reason = cause === undefined ? '' : `: ${messageOf(cause)}`;
      throw new Error(`${what} did not come within ${limitMs / 1000} s${reason}`, { cause });
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** The promise's result, or undefined when it takes longer; the promise's own failure counts as undefined too. */
export async function atMost<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  const given = new AbortController();
  const late = sleep(limitMs, undefined, { signal: given.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise.catch(() => undefined), late]);
  } finally {
    given.abort();
  }
}
