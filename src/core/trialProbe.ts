import type { Clock } from './base/clock.ts';
import { judgeForBreaker } from './failures.ts';
import type { CircuitBreaker } from './resilience/breaker.ts';
import { AttemptDeadline, type DeadlineSettings } from './resilience/deadlines.ts';
import type { ModelTransport } from './transport/transport.ts';

/**
 * Spends a trial of a half-open breaker on a cheap look at the server instead of on a generation, where the dialect has
 * one: a server that is still gone then costs nobody's request. A look counts as a successful trial, but never as
 * the one that closes: only an answer shows that the model works. Never rejects; an abort counts as nothing.
 */
export async function probeTrial(
  options: {
    readonly breaker: CircuitBreaker;
    readonly transport: ModelTransport;
    readonly clock: Clock;
    /** The limit to connect is also the one for the answer: a health check that takes longer says enough. */
    readonly deadlines: DeadlineSettings;
  },
  signal: AbortSignal,
): Promise<void> {
  const { breaker, transport, clock, deadlines } = options;
  if (transport.probe === undefined || breaker.state !== 'half-open') return;
  const token = breaker.tryAcquire();
  if (token === -1) return;
  const { connectMs } = deadlines;
  const limits = { ...deadlines, firstByteMs: connectMs, silenceMs: connectMs };
  const deadline = new AttemptDeadline({ clock, limits, outer: signal });
  try {
    const condition = await transport.probe(deadline.signal);
    const { succeeded, needed } = breaker.status().trials ?? { succeeded: 0, needed: 0 };
    const counts = condition === 'ready' && succeeded + 1 < needed;
    breaker.settle(token, counts ? 'ok' : 'neutral', `the server is ${condition}`);
  } catch (error) {
    const { outcome, cause } = judgeForBreaker(error);
    breaker.settle(token, signal.aborted ? 'neutral' : outcome, `looking at the server: ${cause}`);
  } finally {
    deadline.dispose();
  }
}
