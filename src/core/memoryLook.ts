import { abortReason } from './base/abort.ts';
import type { Clock } from './base/clock.ts';
import type { ModelTransport } from './transport/transport.ts';

/**
 * Whether the server has the model in memory. Undefined where it does not say: by its dialect, by a failure, or for
 * longer than `limitMs`, when its connection is closed. Rejects only when `signal` aborts.
 */
export async function lookInMemory(
  options: {
    readonly transport: ModelTransport;
    readonly model: string;
    readonly clock: Clock;
    readonly limitMs: number;
  },
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const { transport, model, clock, limitMs } = options;
  if (signal.aborted) throw abortReason(signal);
  const late = new AbortController();
  const timer = clock.setTimer(limitMs, () => late.abort());
  try {
    return await transport.isLoaded?.(model, AbortSignal.any([signal, late.signal]));
  } catch {
    if (signal.aborted) throw abortReason(signal);
    return undefined;
  } finally {
    timer.dispose();
  }
}
