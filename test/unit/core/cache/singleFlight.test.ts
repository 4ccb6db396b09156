import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SingleFlight } from '../../../../src/core/cache/singleFlight.ts';
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

  it('rejects a caller that cancels while its call begins, and aborts the call', async () => {
    const flights = new SingleFlight<string>();
    const leaving = new AbortController();
    let begun: AbortSignal | undefined;
    const start = (signal: AbortSignal): Promise<string> => {
      begun = signal;
      leaving.abort(new Error('left at once'));
      return new Promise(() => {});
    };
    await expect(flights.run('a', start, leaving.signal)).rejects.toThrow('left at once');
    expect([begun?.aborted, flights.size, abortListeners(leaving.signal)]).toEqual([true, 0, 0]);
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

/** One call of a run, and the callers that wait for it. */
interface Started {
  readonly key: string;
  readonly call: Call;
  readonly number: number;
  readonly callers: Set<Caller>;
  /** Its own end came before the last caller went. */
  isEnded: boolean;
}

interface Caller {
  readonly controller: AbortController;
  readonly started: Started;
  /** What this caller should get: its call's end, or the reason of its own cancel. */
  expected: string;
  got: string;
}

/**
 * Joins, cancels and ends in any order, for several keys, with a rest between some of them only: so that a caller
 * arrives or leaves after a call has ended and before anybody was told.
 */
class FlightRun {
  readonly #flights = new SingleFlight<string>();
  readonly #started: Started[] = [];
  readonly #callers: Caller[] = [];
  readonly faults: string[] = [];

  join(key: string): void {
    const controller = new AbortController();
    const live = this.#liveOf(key);
    const before = this.#started.length;
    const result = this.#flights.run(key, (signal) => this.#start(key, signal), controller.signal);
    const startedNow = this.#started.length - before;
    // One that has ended, of which nobody was told yet, is not live; it may still be joined.
    if (live !== undefined) this.#check(startedNow === 0, `a second call for ${key} beside call ${live.number}`);
    this.#check(startedNow <= 1, `${startedNow} calls for one join`);
    const started = startedNow === 1 ? this.#started.at(-1) : (live ?? this.#lastOf(key));
    if (started === undefined) throw new Error(`Nothing was started for ${key}.`);
    const caller: Caller = { controller, started, expected: 'nothing', got: 'nothing' };
    if (started.isEnded) caller.expected = endOf(started);
    started.callers.add(caller);
    this.#callers.push(caller);
    result.then(
      (value) => {
        caller.got = value;
      },
      (error: Error) => {
        caller.got = error.message;
      },
    );
  }

  cancel(which: number): void {
    const waiting = this.#callers.filter(({ got, controller }) => got === 'nothing' && !controller.signal.aborted);
    const caller = waiting[which % waiting.length];
    if (caller === undefined) return;
    caller.expected = `cancel ${this.#callers.indexOf(caller)}`;
    caller.started.callers.delete(caller);
    caller.controller.abort(new Error(caller.expected));
    const { call, callers, number, isEnded } = caller.started;
    if (isEnded) return;
    this.#check(call.signal.aborted === (callers.size === 0), `call ${number} with ${callers.size} callers`);
    if (callers.size === 0) this.#check(call.signal.reason === caller.controller.signal.reason, 'another reason');
  }

  end(which: number): void {
    const live = this.#started.filter((started) => isLive(started));
    const started = live[which % live.length];
    if (started === undefined) return;
    started.isEnded = true;
    for (const caller of started.callers) caller.expected = endOf(started);
    if (endsWell(started)) started.call.resolve(endOf(started));
    else started.call.reject(new Error(endOf(started)));
  }

  async rest(): Promise<void> {
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    this.#callers.forEach(({ expected, got, controller }, which) => {
      this.#check(got === expected, `caller ${which} got ${got} and should get ${expected}`);
      if (got !== 'nothing') this.#check(abortListeners(controller.signal) === 0, `caller ${which} left a listener`);
    });
    const live = this.#started.filter((started) => isLive(started));
    this.#check(this.#flights.size === live.length, `${this.#flights.size} flights for ${live.length} calls`);
    for (const { key } of live) this.#check(this.#flights.has(key), `the call for ${key} was forgotten`);
  }

  async finish(): Promise<void> {
    while (this.#started.some((started) => isLive(started))) this.end(0);
    await this.rest();
  }

  #start(key: string, signal: AbortSignal): Promise<string> {
    const call = new Call(signal);
    this.#started.push({ key, call, number: this.#started.length, callers: new Set(), isEnded: false });
    return call.promise;
  }

  #liveOf(key: string): Started | undefined {
    return this.#started.find((started) => started.key === key && isLive(started));
  }

  #lastOf(key: string): Started | undefined {
    return this.#started.findLast((started) => started.key === key);
  }

  #check(isRight: boolean, fault: string): void {
    if (!isRight) this.faults.push(fault);
  }
}

function isLive({ isEnded, call }: Started): boolean {
  return !isEnded && !call.signal.aborted;
}

function endsWell({ number }: Started): boolean {
  return number % 3 !== 2;
}

function endOf(started: Started): string {
  return `${endsWell(started) ? 'value' : 'failure'} ${started.number}`;
}

describe('for every interleaving of joins, cancels and ends', () => {
  it('there is exactly one live call for a key that somebody waits for, and everybody gets his own end', async () => {
    const anyStep = fc.record({
      type: fc.constantFrom('join', 'join', 'join', 'cancel', 'cancel', 'end'),
      key: fc.constantFrom('a', 'a', 'b'),
      which: fc.nat(100),
      rests: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 60 }), async (steps) => {
        const run = new FlightRun();
        for (const { type, key, which, rests } of steps) {
          if (type === 'join') run.join(key);
          else if (type === 'cancel') run.cancel(which);
          else run.end(which);
          if (rests) await run.rest();
          expect(run.faults).toEqual([]);
        }
        await run.finish();
        expect(run.faults).toEqual([]);
      }),
      { numRuns: 500, interruptAfterTimeLimit: 15_000 },
    );
  }, 60_000);
});
