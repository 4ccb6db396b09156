import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SingleFlight } from '../../../../src/core/cache/singleFlight.ts';
import { settle } from '../../../support/fakeClock.ts';
import { abortListeners } from '../../../support/signals.ts';

/** A call that the test ends; an abort ends it as a transport would. */
class Call {
  readonly signal: AbortSignal;
  readonly promise: Promise<string>;
  resolve = (_value: string): void => {};
  reject = (_error: Error): void => {};

  constructor(signal: AbortSignal) {
    this.signal = signal;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  }
}

class Calls {
  readonly all: Call[] = [];
  readonly start = (signal: AbortSignal): Promise<string> => {
    const call = new Call(signal);
    this.all.push(call);
    return call.promise;
  };

  get(index: number): Call {
    const call = this.all[index];
    if (call === undefined) throw new Error(`Call ${index} was never started.`);
    return call;
  }
}

const { signal: never } = new AbortController();

describe('ending all flights', () => {
  it('rejects every caller with the reason, and forgets the calls', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    const waiting = ['a', 'a', 'b'].map((key) => flights.run(key, calls.start, never));
    const reason = new Error('closed');
    flights.abortAll(reason);
    expect(flights.size).toBe(0);
    for (const one of waiting) await expect(one).rejects.toBe(reason);
    expect(abortListeners(never)).toBe(0);
  });

  it('leaves later calls alone', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    flights.abortAll(new Error('closed'));
    const later = flights.run('a', calls.start, never);
    calls.get(0).resolve('plan');
    expect(await later).toBe('plan');
  });
});

describe('concurrent requests for one key', () => {
  it('share one call and its value', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    const results = Promise.all(Array.from({ length: 64 }, () => flights.run('a', calls.start, never)));
    expect(calls.all).toHaveLength(1);
    calls.get(0).resolve('plan');
    expect(await results).toEqual(new Array(64).fill('plan'));
  });

  it('share its failure', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    const results = Promise.allSettled([flights.run('a', calls.start, never), flights.run('a', calls.start, never)]);
    const error = new Error('broken');
    calls.get(0).reject(error);
    expect(await results).toEqual([
      { status: 'rejected', reason: error },
      { status: 'rejected', reason: error },
    ]);
  });

  it('do not share across keys', () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    void flights.run('a', calls.start, never);
    void flights.run('b', calls.start, never);
    expect(calls.all).toHaveLength(2);
    expect(flights.size).toBe(2);
  });
});

describe("one caller's cancel", () => {
  it('rejects that caller promptly and leaves the others their call', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    const leaving = new AbortController();
    const left = flights.run('a', calls.start, leaving.signal);
    const stays = flights.run('a', calls.start, never);
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(calls.get(0).signal.aborted).toBe(false);
    expect(flights.has('a')).toBe(true);
    calls.get(0).resolve('plan');
    await expect(stays).resolves.toBe('plan');
  });

  it('aborts the call, with the reason, when it was the last', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    const controllers = [new AbortController(), new AbortController()] as const;
    const results = Promise.allSettled(controllers.map(({ signal }) => flights.run('a', calls.start, signal)));
    controllers[0].abort(new Error('first left'));
    expect(calls.get(0).signal.aborted).toBe(false);
    const last = new Error('last left');
    controllers[1].abort(last);
    expect(calls.get(0).signal.reason).toBe(last);
    const [first, second] = await results;
    expect(first).toMatchObject({ reason: { message: 'first left' } });
    expect(second).toMatchObject({ reason: { message: 'last left' } });
  });

  it('lets the next request begin a call of its own at once', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    const leaving = new AbortController();
    const left = flights.run('a', calls.start, leaving.signal);
    leaving.abort();
    const next = flights.run('a', calls.start, never);
    expect(calls.all).toHaveLength(2);
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    expect(flights.has('a')).toBe(true);
    calls.get(1).resolve('plan');
    await expect(next).resolves.toBe('plan');
  });

  it('before the request starts nothing', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    await expect(flights.run('a', calls.start, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls.all).toEqual([]);
  });
});

describe('a finished call', () => {
  it('is forgotten, so that the next request starts anew', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    for (const end of ['resolve', 'reject'] as const) {
      const result = flights.run('a', calls.start, never).catch(() => {});
      if (end === 'resolve') calls.all.at(-1)?.resolve('plan');
      else calls.all.at(-1)?.reject(new Error('broken'));
      await result;
      expect(flights.size).toBe(0);
    }
    expect(calls.all).toHaveLength(2);
  });

  it('is forgotten before its callers go on', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    const after = flights.run('a', calls.start, never).then(() => flights.has('a'));
    calls.get(0).resolve('plan');
    expect(await after).toBe(false);
  });

  it('leaves no listener on its callers’ signals', async () => {
    const flights = new SingleFlight<string>();
    const calls = new Calls();
    const { signal } = new AbortController();
    const result = flights.run('a', calls.start, signal);
    expect(abortListeners(signal)).toBe(1);
    calls.get(0).resolve('plan');
    await result;
    expect(abortListeners(signal)).toBe(0);
  });
});

describe('for every order of joins, cancels and ends', () => {
  it('a call lives exactly as long as somebody waits for it', async () => {
    const anyStep = fc.record({ type: fc.constantFrom('join', 'join', 'cancel', 'end'), which: fc.nat(100) });
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), async (steps) => {
        const flights = new SingleFlight<string>();
        const calls = new Calls();
        let waiting: { readonly controller: AbortController; readonly result: Promise<string> }[] = [];
        let started = 0;
        for (const { type, which } of steps) {
          if (type === 'join') {
            const controller = new AbortController();
            if (waiting.length === 0) started++;
            waiting.push({ controller, result: flights.run('a', calls.start, controller.signal) });
          } else if (type === 'cancel' && waiting.length > 0) {
            const [leaving] = waiting.splice(which % waiting.length, 1);
            leaving?.controller.abort(new Error(`cancel ${which}`));
            await expect(leaving?.result).rejects.toThrow(`cancel ${which}`);
          } else if (type === 'end' && waiting.length > 0) {
            calls.all.at(-1)?.resolve(`value ${started}`);
            for (const { result } of waiting) expect(await result).toBe(`value ${started}`);
            waiting = [];
          }
          expect(calls.all).toHaveLength(started);
          expect(flights.size).toBe(waiting.length === 0 ? 0 : 1);
          const isAborted = calls.all.at(-1)?.signal.aborted ?? false;
          if (waiting.length > 0) expect(isAborted).toBe(false);
        }
        for (const { controller, result } of waiting) {
          controller.abort();
          await expect(result).rejects.toMatchObject({ name: 'AbortError' });
        }
        await settle();
        expect(flights.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
