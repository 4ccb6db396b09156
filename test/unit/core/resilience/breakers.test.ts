import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../src/core/base/logger.ts';
import { judgeForBreaker } from '../../../../src/core/failures.ts';
import { Breakers } from '../../../../src/core/resilience/breakers.ts';
import { breakerSettings, fail } from '../../../support/breakers.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

function makeBreakers(clock: FakeClock): Breakers {
  return new Breakers({ clock, logger: silentLogger, judge: judgeForBreaker, ...breakerSettings });
}

describe('breakers by model', () => {
  it('are made at their first use and kept', () => {
    const breakers = makeBreakers(new FakeClock());
    expect(breakers.entries()).toEqual([]);
    expect(breakers.of('phi3')).toBe(breakers.of('phi3'));
    expect(breakers.entries().map(([model]) => model)).toEqual(['phi3']);
  });

  it('know nothing of each other', () => {
    const breakers = makeBreakers(new FakeClock());
    fail(breakers.of('phi3'), 3);
    expect(breakers.of('phi3').state).toBe('open');
    expect(breakers.of('mistral').admits()).toBe(true);
  });

  it('tell of each transition and whose it is', () => {
    const breakers = makeBreakers(new FakeClock());
    const heard: string[] = [];
    breakers.onDidChange(({ model, transition }) => heard.push(`${model} ${transition.to}`));
    fail(breakers.of('phi3'), 3);
    breakers.of('mistral').isolate();
    expect(heard).toEqual(['phi3 open', 'mistral isolated']);
  });

  it('are forgotten by a clear, without a timer left', () => {
    const clock = new FakeClock();
    const breakers = makeBreakers(clock);
    fail(breakers.of('phi3'), 3);
    breakers.clear();
    expect(clock.pendingTimers).toBe(0);
    expect(breakers.of('phi3').state).toBe('closed');
  });

  it('leave no timer after the disposal, also when a request that outlived it fails', () => {
    const clock = new FakeClock();
    const breakers = makeBreakers(clock);
    fail(breakers.of('phi3'), 3);
    breakers.dispose();
    fail(breakers.of('phi3'), 3);
    fail(breakers.of('mistral'), 3);
    expect(clock.pendingTimers).toBe(0);
    expect(breakers.entries()).toEqual([]);
  });
});
