import { describe, expect, it } from 'vitest';
import type { Found } from '../../../src/core/plannerOptions.ts';
import type { PlanProgress } from '../../../src/core/planRequest.ts';
import type { ProgressRelay } from '../../../src/core/progressRelay.ts';
import { SharedCalls } from '../../../src/core/sharedCalls.ts';
import { settle } from '../../support/fakeClock.ts';

const found: Found = { plan: { plan_id: 'p', steps: [] }, tier: 'full', tried: [], problems: [], tokens: 0 };
const asking: PlanProgress = { type: 'asking', tier: 'full' };
const never = new AbortController().signal;

/** A call that the test ends, and the relay that it was given. */
class Call {
  readonly relays: (ProgressRelay | undefined)[] = [];
  end = (): void => {};

  readonly start = (signal: AbortSignal, _abort: unknown, relay: ProgressRelay | undefined): Promise<Found> => {
    this.relays.push(relay);
    return new Promise((resolve, reject) => {
      this.end = () => resolve(found);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  };
}

describe('shared calls', () => {
  it('tell nobody anything where nobody listens', async () => {
    const calls = new SharedCalls(() => {});
    const call = new Call();
    const result = calls.run('a', call.start, undefined, never);
    expect(call.relays).toEqual([undefined]);
    call.end();
    expect(await result).toBe(found);
    expect(calls.size).toBe(0);
  });

  it('tell who joins late what was told since the model was asked', async () => {
    const calls = new SharedCalls(() => {});
    const call = new Call();
    const [one, other]: [PlanProgress[], PlanProgress[]] = [[], []];
    const results = [calls.run('a', call.start, (progress) => one.push(progress), never)];
    call.relays[0]?.tell(asking);
    results.push(calls.run('a', call.start, (progress) => other.push(progress), never));
    expect(other).toEqual([asking]);
    call.end();
    await Promise.all(results);
    expect(call.relays).toHaveLength(1);
  });

  it('keep apart one that was given up and the next for the same question, begun in the same turn', async () => {
    const calls = new SharedCalls(() => {});
    const [first, second] = [new Call(), new Call()];
    const user = new AbortController();
    const given = calls.run('a', first.start, () => {}, user.signal);
    user.abort(new Error('left'));
    const heard: PlanProgress[] = [];
    const result = calls.run('a', second.start, (progress) => heard.push(progress), never);
    await expect(given).rejects.toThrow('left');
    await settle();
    // Who joins after the first one has ended still hears.
    const late: PlanProgress[] = [];
    const joined = calls.run('a', second.start, (progress) => late.push(progress), never);
    second.relays[0]?.tell(asking);
    expect([heard, late]).toEqual([[asking], [asking]]);
    second.end();
    await Promise.all([result, joined]);
  });
});
