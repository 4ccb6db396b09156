import { describe, expect, it } from 'vitest';
import { pick, type Random, randomInt, seededRandom } from '../../../../src/core/base/random.ts';
import { QueueFullError, RequestQueue } from '../../../../src/core/resilience/requestQueue.ts';
import { abortListeners } from '../../../support/signals.ts';

/** A request that the test ends. */
class Request {
  readonly controller = new AbortController();
  readonly events: string[] = [];
  readonly result: Promise<string>;
  end = (_value: string): void => {};
  fail = (_error: Error): void => {};

  constructor(queue: RequestQueue) {
    const running = new Promise<string>((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
    const fn = (): Promise<string> => {
      this.events.push('runs');
      return running;
    };
    this.result = queue.run(fn, this.controller.signal, ({ position }) => {
      this.events.push(`waits at ${position}`);
      return () => this.events.push('waited');
    });
    this.result.catch(() => {});
  }
}

const one = { maxConcurrent: 1, maxWaiting: 8 };

/** A queue of one slot and requests of which the first runs. */
function queued(count: number, limits = one): { readonly queue: RequestQueue; readonly requests: readonly Request[] } {
  const queue = new RequestQueue(limits);
  return { queue, requests: Array.from({ length: count }, () => new Request(queue)) };
}

describe('a queue with a free slot', () => {
  it('runs a request before it returns, without a wait', async () => {
    const { queue, requests } = queued(1);
    expect(requests[0]?.events).toEqual(['runs']);
    expect(queue.status()).toEqual({ ...one, running: 1, waiting: 0, refused: 0 });
    requests[0]?.end('plan');
    await expect(requests[0]?.result).resolves.toBe('plan');
    expect(queue.status().running).toBe(0);
  });

  it('takes a value that is no promise', async () => {
    const queue = new RequestQueue(one);
    await expect(queue.run(() => 'plan', new AbortController().signal)).resolves.toBe('plan');
    expect(queue.status().running).toBe(0);
  });

  it('runs nothing for somebody who has gone', async () => {
    const queue = new RequestQueue(one);
    await expect(queue.run(() => 'plan', AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
    expect(queue.status()).toMatchObject({ running: 0, refused: 0 });
  });

  it('sets no listener on the signal of a request that runs', () => {
    const { requests } = queued(1);
    expect(requests.map(({ controller }) => abortListeners(controller.signal))).toEqual([0]);
  });
});

describe('a busy queue', () => {
  it('lets requests wait in order, and says at which place and until when', async () => {
    const { queue, requests } = queued(3);
    const [first, second, third] = requests;
    expect([second?.events, third?.events]).toEqual([['waits at 1'], ['waits at 2']]);
    first?.end('plan');
    await first?.result;
    expect([second?.events, third?.events]).toEqual([['waits at 1', 'waited', 'runs'], ['waits at 2']]);
    second?.fail(new Error('refused'));
    await expect(second?.result).rejects.toThrow('refused');
    expect(third?.events).toEqual(['waits at 2', 'waited', 'runs']);
    expect(queue.status()).toMatchObject({ running: 1, waiting: 0 });
  });

  it('lets one that gives up leave, promptly and with its reason, and the others go on', async () => {
    const { queue, requests } = queued(3);
    const [first, second, third] = requests;
    second?.controller.abort(new Error('left'));
    expect(queue.status().waiting).toBe(1);
    await expect(second?.result).rejects.toThrow('left');
    first?.end('plan');
    await first?.result;
    expect(second?.events).toEqual(['waits at 1', 'waited']);
    expect(third?.events).toEqual(['waits at 2', 'waited', 'runs']);
  });

  it('leaves no listener on the signal of one that waited', async () => {
    const { requests } = queued(3);
    const [first, second, third] = requests;
    expect(second === undefined ? 0 : abortListeners(second.controller.signal)).toBe(1);
    third?.controller.abort(new Error('left'));
    first?.end('plan');
    await first?.result;
    expect(requests.map(({ controller }) => abortListeners(controller.signal))).toEqual([0, 0, 0]);
  });

  it('does not end a request that runs when its user leaves: that is its own', async () => {
    const { queue, requests } = queued(2);
    requests[0]?.controller.abort();
    await Promise.resolve();
    expect(queue.status()).toMatchObject({ running: 1, waiting: 1 });
  });

  it('refuses at once what may not wait any more, and says what to do', async () => {
    const { queue, requests } = queued(3, { maxConcurrent: 1, maxWaiting: 1 });
    const refused = requests[2];
    expect(refused?.events).toEqual([]);
    await expect(refused?.result).rejects.toBeInstanceOf(QueueFullError);
    await expect(refused?.result).rejects.toMatchObject({
      code: 'queue-full',
      retryable: false,
      message:
        'The model server is busy: 1 of our requests are under way and 1 wait for it, as many as may. ' +
        'Ask again later, or let more wait (setting planscope.queue.maxWaiting).',
    });
    expect(queue.status()).toMatchObject({ running: 1, waiting: 1, refused: 1 });
  });

  it('gives the slot of one that throws at once to the next', async () => {
    const { queue, requests } = queued(1);
    const { signal } = new AbortController();
    const broken = queue.run(() => {
      throw new Error('broken');
    }, signal);
    const next = queue.run(() => 'plan', signal);
    requests[0]?.end('plan');
    await expect(broken).rejects.toThrow('broken');
    await expect(next).resolves.toBe('plan');
    expect(queue.status()).toMatchObject({ running: 0, waiting: 0 });
  });

  it('survives ten thousand that throw in their turn', async () => {
    const { queue, requests } = queued(1, { maxConcurrent: 1, maxWaiting: 10_000 });
    const { signal } = new AbortController();
    const broken = Array.from({ length: 10_000 }, () =>
      queue.run(() => {
        throw new Error('broken');
      }, signal),
    );
    requests[0]?.end('plan');
    const ends = await Promise.allSettled(broken);
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    expect(queue.status()).toMatchObject({ running: 0, waiting: 0 });
  });

  it('lets nobody overtake from within the turn of another', async () => {
    const queue = new RequestQueue(one);
    const order: string[] = [];
    const { signal } = new AbortController();
    const first = new Request(queue);
    const outer = queue.run(() => {
      order.push('outer');
      void queue.run(() => order.push('inner'), signal);
    }, signal);
    const waiting = queue.run(() => order.push('waiting'), signal);
    queue.setLimits({ maxConcurrent: 3, maxWaiting: 8 });
    await Promise.all([outer, waiting]);
    expect(order).toEqual(['outer', 'waiting', 'inner']);
    first.end('plan');
  });
});

describe('new limits', () => {
  it('let waiting requests run at once when there are more slots', () => {
    const { queue, requests } = queued(4);
    queue.setLimits({ maxConcurrent: 3, maxWaiting: 8 });
    expect(requests.map(({ events }) => events.at(-1))).toEqual(['runs', 'runs', 'runs', 'waits at 3']);
  });

  it('take effect as requests end when there are fewer slots', async () => {
    const { queue, requests } = queued(4, { maxConcurrent: 2, maxWaiting: 8 });
    queue.setLimits(one);
    requests[0]?.end('plan');
    await requests[0]?.result;
    expect(queue.status()).toMatchObject({ running: 1, waiting: 2 });
    requests[1]?.end('plan');
    await requests[1]?.result;
    expect(queue.status()).toMatchObject({ running: 1, waiting: 1 });
  });

  it('send nobody away who waits already', () => {
    const { queue } = queued(4);
    queue.setLimits({ maxConcurrent: 1, maxWaiting: 0 });
    expect(queue.status()).toMatchObject({ waiting: 3, refused: 0 });
  });

  it('of less than one slot are taken for one, since nothing would ever run', () => {
    const { requests } = queued(2, { maxConcurrent: 0, maxWaiting: 8 });
    expect(requests.map(({ events }) => events)).toEqual([['runs'], ['waits at 1']]);
  });
});

describe('the end of a queue', () => {
  it('rejects those that wait, and leaves those that run alone', async () => {
    const { queue, requests } = queued(3);
    queue.clear(new Error('another server'));
    await expect(requests[1]?.result).rejects.toThrow('another server');
    await expect(requests[2]?.result).rejects.toThrow('another server');
    expect(requests[2]?.events).toEqual(['waits at 2', 'waited']);
    expect(requests.map(({ controller }) => abortListeners(controller.signal))).toEqual([0, 0, 0]);
    requests[0]?.end('plan');
    await expect(requests[0]?.result).resolves.toBe('plan');
    expect(queue.status()).toMatchObject({ running: 0, waiting: 0 });
  });

  it('is for good when it is disposed, however often', async () => {
    const { queue, requests } = queued(2);
    queue.dispose();
    queue.dispose();
    await expect(requests[1]?.result).rejects.toMatchObject({ code: 'disposed' });
    await expect(new Request(queue).result).rejects.toMatchObject({ code: 'disposed' });
  });
});

/** What the model knows of a request. */
type Known = 'waiting' | 'running' | 'over' | 'cancelled' | 'refused';

/**
 * Steps at random with no rest between some of them, so that an end, a cancel and an arrival meet in one turn. What
 * must hold whatever the order: the limit, the order of arrival, and that only those who gave up are missing.
 */
class QueueRun {
  readonly #random: Random;
  readonly #queue: RequestQueue;
  #limits = { maxConcurrent: 2, maxWaiting: 5 };
  readonly #known: Known[] = [];
  readonly #ends: (() => void)[] = [];
  readonly #controllers: AbortController[] = [];
  #running = 0;
  #lastStarted = -1;
  cancelled = 0;
  readonly faults: string[] = [];

  constructor(random: Random) {
    this.#random = random;
    this.#queue = new RequestQueue(this.#limits);
  }

  step(): void {
    const dice = this.#random.next();
    if (dice < 0.45) this.#arrive();
    else if (dice < 0.75) this.#pick('running', (which) => this.#ends[which]?.());
    else if (dice < 0.92) this.#cancel();
    else if (dice < 0.98) {
      this.#limits = { maxConcurrent: 1 + randomInt(this.#random, 4), maxWaiting: randomInt(this.#random, 8) };
      this.#queue.setLimits(this.#limits);
    } else {
      this.#known.forEach((known, which) => {
        if (known === 'waiting') this.#known[which] = 'cancelled';
      });
      this.#queue.clear(new Error('cleared'));
    }
  }

  /** When nothing is under way any more between steps. */
  checkAtRest(): void {
    const count = (known: Known): number => this.#known.filter((one) => one === known).length;
    const { running, waiting, refused } = this.#queue.status();
    this.#check(running === count('running'), `${running} run and should be ${count('running')}`);
    this.#check(waiting === count('waiting'), `${waiting} wait and should be ${count('waiting')}`);
    this.#check(refused === count('refused'), `${refused} were refused and should be ${count('refused')}`);
    this.#check(waiting === 0 || running >= this.#limits.maxConcurrent, `${waiting} wait beside a free slot`);
    for (const { signal } of this.#controllers.filter((_, which) => this.#known[which] !== 'waiting')) {
      this.#check(abortListeners(signal) === 0, 'a listener is left');
    }
  }

  /** Ends all that runs until nothing is left. */
  async finish(): Promise<void> {
    while (this.#known.some((known) => known === 'running' || known === 'waiting')) {
      this.#pick('running', (which) => this.#ends[which]?.());
      await rest();
      this.checkAtRest();
    }
  }

  #check(isRight: boolean, fault: string): void {
    if (!isRight) this.faults.push(fault);
  }

  #arrive(): void {
    const which = this.#known.length;
    const controller = new AbortController();
    this.#controllers.push(controller);
    const { running, waiting } = this.#queue.status();
    const isFull = (running >= this.#limits.maxConcurrent || waiting > 0) && waiting >= this.#limits.maxWaiting;
    this.#known.push(isFull ? 'refused' : 'waiting');
    const result = this.#queue.run(() => this.#start(which), controller.signal);
    result.then(
      (value) => this.#check(value === `value ${which}` && this.#known[which] === 'over', `${which} got ${value}`),
      (error: Error) => {
        const known = this.#known[which];
        const isRight =
          error instanceof QueueFullError ? known === 'refused' : known === 'cancelled' || known === 'over';
        this.#check(isRight, `${which} is ${known} and was rejected with ${error.name}`);
      },
    );
  }

  #start(which: number): Promise<string> {
    this.#check(this.#known[which] === 'waiting', `${which} runs, but is ${this.#known[which]}`);
    this.#check(which > this.#lastStarted, `${which} runs after ${this.#lastStarted}`);
    this.#lastStarted = which;
    this.#running++;
    this.#check(this.#running <= this.#limits.maxConcurrent, `${this.#running} run at the same time`);
    this.#known[which] = 'running';
    const end = pick(this.#random, ['value', 'value', 'failure', 'throw']);
    const over = (): void => {
      this.#known[which] = 'over';
      this.#running--;
    };
    if (end === 'throw') {
      over();
      throw new Error('thrown at once');
    }
    return new Promise((resolve, reject) => {
      this.#ends[which] = () => {
        over();
        if (end === 'value') resolve(`value ${which}`);
        else reject(new Error('failed'));
      };
    });
  }

  #cancel(): void {
    // Also those that run, which the queue must not hear of.
    const isOfOneThatRuns = this.#random.next() < 0.3;
    this.#pick(isOfOneThatRuns ? 'running' : 'waiting', (which) => {
      if (!isOfOneThatRuns) {
        this.#known[which] = 'cancelled';
        this.cancelled++;
      }
      this.#controllers[which]?.abort(new Error('left'));
    });
  }

  #pick(wanted: Known, act: (which: number) => void): void {
    const some = this.#known.flatMap((known, which) => (known === wanted ? which : []));
    const which = some[randomInt(this.#random, some.length)];
    if (which !== undefined) act(which);
  }
}

/** Lets everything happen that waits for nothing but its turn. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}

describe('a queue under random arrivals, ends, cancels and limits', () => {
  it('keeps its limit and its order, and loses neither a request nor a slot', async () => {
    for (let seed = 1; seed <= 80; seed++) {
      const random = seededRandom(seed);
      const run = new QueueRun(random);
      for (let step = 0; step < 200; step++) {
        run.step();
        if (random.next() < 0.5) continue;
        await rest();
        run.checkAtRest();
        expect(run.faults, `seed ${seed}, step ${step}`).toEqual([]);
      }
      await rest();
      await run.finish();
      expect(run.faults, `seed ${seed}, at the end`).toEqual([]);
      expect(run.cancelled).toBeGreaterThan(0);
    }
  });
});
