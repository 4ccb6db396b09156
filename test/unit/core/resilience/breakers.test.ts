import { describe, expect, it } from 'vitest';
import { type Logger, silentLogger } from '../../../../src/core/base/logger.ts';
import { judgeForBreaker } from '../../../../src/core/failures.ts';
import { Breakers } from '../../../../src/core/resilience/breakers.ts';
import { breakerSettings, fail } from '../../../support/breakers.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { RecordingLogger } from '../../../support/recordingLogger.ts';

function makeBreakers(clock: FakeClock, logger: Logger = silentLogger): Breakers {
  return new Breakers({ clock, logger, judge: judgeForBreaker, ...breakerSettings });
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

describe('breakers after a reload', () => {
  /** What breakers leave behind of which phi3's has opened and mistral's is isolated, as a file holds it. */
  function saved(clock: FakeClock): string {
    const breakers = makeBreakers(clock);
    fail(breakers.of('phi3'), 3);
    breakers.of('mistral').isolate();
    const json = JSON.stringify(breakers.saved());
    breakers.dispose();
    return json;
  }

  it('go on where they stopped, each when its model is first asked for', () => {
    const clock = new FakeClock();
    const json = saved(clock);
    const breakers = makeBreakers(clock);
    breakers.restore(JSON.parse(json));
    expect(breakers.entries()).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
    clock.elapse(400);
    expect(breakers.of('phi3').status()).toMatchObject({ state: 'open', nextTrialAtMs: clock.wallMs() + 600 });
    expect(breakers.of('mistral').state).toBe('isolated');
    expect(breakers.of('llama').state).toBe('closed');
  });

  it('tell of their transitions as others do', () => {
    const clock = new FakeClock();
    const breakers = makeBreakers(clock);
    breakers.restore(JSON.parse(saved(clock)));
    const heard: string[] = [];
    breakers.onDidChange(({ model, transition }) => heard.push(`${model} ${transition.to}`));
    breakers.of('phi3');
    clock.elapse(1_000);
    expect(heard).toEqual(['phi3 half-open']);
  });

  it('keep what was saved of a model that is not asked for until the next reload', () => {
    const clock = new FakeClock();
    const json = saved(clock);
    const breakers = makeBreakers(clock);
    breakers.restore(JSON.parse(json));
    breakers.of('phi3');
    expect(breakers.saved()).toEqual(JSON.parse(json));
  });

  it('are not changed any more once they are in use', () => {
    const clock = new FakeClock();
    const breakers = makeBreakers(clock);
    const breaker = breakers.of('phi3');
    breakers.restore(JSON.parse(saved(clock)));
    expect(breakers.of('phi3')).toBe(breaker);
    expect(breaker.state).toBe('closed');
  });

  it('are forgotten with the server that they were about', () => {
    const clock = new FakeClock();
    const breakers = makeBreakers(clock);
    breakers.restore(JSON.parse(saved(clock)));
    breakers.clear();
    expect(breakers.of('phi3').state).toBe('closed');
    expect(breakers.saved().breakers).toHaveLength(1);
  });

  it('are restored without the one that cannot be read, which is logged by its name', () => {
    const clock = new FakeClock();
    const logger = new RecordingLogger();
    const breakers = makeBreakers(clock, logger);
    const { breakers: entries } = JSON.parse(saved(clock));
    breakers.restore({ version: 1, breakers: [{ model: 'llama', breaker: { state: 'ajar' } }, ...entries] });
    expect(breakers.of('llama').state).toBe('closed');
    expect(breakers.of('phi3').state).toBe('open');
    expect(logger.lines).toEqual([
      'warn: The saved circuit breaker of llama cannot be read and is ignored: it starts closed.',
    ]);
  });

  it.each([null, 'x', [], { version: 2, breakers: [] }, { version: 1 }, { version: 1, breakers: [1] }])(
    'start closed, with a word in the log, when %j was saved',
    (value) => {
      const logger = new RecordingLogger();
      const breakers = makeBreakers(new FakeClock(), logger);
      breakers.restore(value);
      expect(breakers.of('phi3').state).toBe('closed');
      expect(logger.lines).toEqual([
        'warn: The saved circuit breakers cannot be read and are ignored: all start closed.',
      ]);
    },
  );
});
