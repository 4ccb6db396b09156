import { describe, expect, it } from 'vitest';
import { clientClosed } from '../../../src/core/base/errors.ts';
import type { ServerCondition } from '../../../src/core/transport/transport.ts';
import { TransportError } from '../../../src/core/transport/transportErrors.ts';
import { probeTrial } from '../../../src/core/trialProbe.ts';
import { breakerSettings, fail, makeBreaker } from '../../support/breakers.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { ScriptedTransport } from '../../support/scriptedTransport.ts';

const deadlines = { connectMs: 100, firstByteMs: 60_000, silenceMs: 300, totalMs: 100_000 };

/** A half-open breaker in front of a server that answers a look as `look` does. */
function halfOpen(look: (signal: AbortSignal) => Promise<ServerCondition>, trialSuccesses = 2) {
  const clock = new FakeClock();
  const breaker = makeBreaker(clock, { trialSuccesses });
  fail(breaker, 3);
  clock.elapse(breakerSettings.recoveryMs);
  expect(breaker.state).toBe('half-open');
  const transport = Object.assign(new ScriptedTransport(clock), { probe: look });
  const user = new AbortController();
  const probing = probeTrial({ breaker, transport, clock, deadlines }, user.signal);
  return { clock, breaker, transport, user, probing };
}

describe('a look at the server of a half-open breaker', () => {
  it('that is ready counts as a trial, and asks the model for nothing', async () => {
    const { breaker, transport, probing, clock } = halfOpen(async () => 'ready');
    await probing;
    expect(breaker.status()).toMatchObject({ state: 'half-open', trials: { running: 0, succeeded: 1, needed: 2 } });
    expect(transport.calls).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('never closes it: only an answer does', async () => {
    const { breaker, probing } = halfOpen(async () => 'ready', 1);
    await probing;
    expect(breaker.status()).toMatchObject({ state: 'half-open', trials: { running: 0, succeeded: 0 } });
  });

  it('that is gone opens it again, with that cause', async () => {
    const { breaker, probing } = halfOpen(() =>
      Promise.reject(new TransportError('refused', 'Nobody is there.', { retryable: true })),
    );
    await probing;
    expect(breaker.state).toBe('open');
    expect(breaker.status().timeline.at(-1)?.cause).toContain('looking at the server: refused');
  });

  it('that says nothing opens it when the limit to connect passes', async () => {
    const never = (signal: AbortSignal): Promise<ServerCondition> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    const { breaker, probing, clock } = halfOpen(never);
    await clock.advance(deadlines.connectMs);
    await probing;
    expect(breaker.status().timeline.at(-1)?.cause).toContain('connect-timeout');
  });

  it('that is loading, or an end of the client, says nothing', async () => {
    const loading = halfOpen(async () => 'loading');
    await loading.probing;
    expect(loading.breaker.status()).toMatchObject({ state: 'half-open', trials: { running: 0, succeeded: 0 } });

    const closing = halfOpen(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    );
    closing.user.abort(clientClosed());
    await closing.probing;
    expect(closing.breaker.status()).toMatchObject({ state: 'half-open', failures: 3 });
  });

  it('takes the trial: a request meanwhile is refused at once', async () => {
    let ready = (_condition: ServerCondition): void => {};
    const { breaker, probing } = halfOpen(
      () =>
        new Promise((resolve) => {
          ready = resolve;
        }),
    );
    expect(breaker.admits()).toBe(false);
    ready('ready');
    await probing;
    await settle();
    expect(breaker.admits()).toBe(true);
  });

  it('is not taken where the dialect has none, or the breaker is not half-open', async () => {
    const clock = new FakeClock();
    const breaker = makeBreaker(clock);
    let looks = 0;
    const look = async (): Promise<ServerCondition> => {
      looks++;
      return 'ready';
    };
    const transport = Object.assign(new ScriptedTransport(clock), { probe: look });
    const { signal } = new AbortController();
    await probeTrial({ breaker, transport, clock, deadlines }, signal);
    fail(breaker, 3);
    clock.elapse(breakerSettings.recoveryMs);
    await probeTrial({ breaker, transport: new ScriptedTransport(clock), clock, deadlines }, signal);
    expect(looks).toBe(0);
    expect(breaker.status().trials?.running).toBe(0);
  });
});
