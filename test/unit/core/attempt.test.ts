import { describe, expect, it } from 'vitest';
import { AnswerWatch } from '../../../src/core/answer/answerWatch.ts';
import { attempt } from '../../../src/core/attempt.ts';
import { delay } from '../../../src/core/base/abort.ts';
import { PromptLibrary } from '../../../src/core/prompt/promptLibrary.ts';
import { Telemetry } from '../../../src/core/telemetry/telemetry.ts';
import { TraceRecorder } from '../../../src/core/telemetry/trace.ts';
import type { GenerateAnswer, ModelTransport } from '../../../src/core/transport/transport.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { type Behaviour, goodAnswer, ScriptedTransport } from '../../support/scriptedTransport.ts';

const loading: Behaviour = { type: 'error', code: 'loading' };
const parameters = { temperature: 0, maxOutputTokens: 64, contextTokens: 4_096 };

interface Bench {
  readonly clock: FakeClock;
  readonly trace: TraceRecorder;
  /** What was said of loading, each with the time since the start, milliseconds. */
  readonly told: (readonly [isLoading: boolean, atMs: number])[];
  readonly answer: Promise<GenerateAnswer>;
}

function start(clock: FakeClock, transport: ModelTransport, signal = new AbortController().signal): Bench {
  const startMs = clock.nowMs();
  const told: (readonly [boolean, number])[] = [];
  const trace = new TraceRecorder({ clock, requestId: 1, model: 'phi3', answerer: 'server' });
  const form = new PromptLibrary(parameters).prompt(makeScenario().registry, 'phi3').form('full');
  const answer = attempt(
    {
      transport,
      request: { model: 'phi3', messages: [], ...parameters, rung: 'text', form },
      trace,
      clock,
      telemetry: new Telemetry(),
      deadlines: { connectMs: 100, firstByteMs: 10_000, silenceMs: 1_000, totalMs: 60_000 },
      watch: () => new AnswerWatch({ scenario: makeScenario() }),
      onLoadWait: () => {},
      onLoading: (isLoading) => told.push([isLoading, clock.nowMs() - startMs]),
    },
    signal,
  );
  return { clock, trace, told, answer };
}

/** A server that answers late and says whether the model is in memory. */
function lateTransport(clock: FakeClock, afterMs: number, isLoaded: () => boolean | undefined): ModelTransport {
  const scripted = new ScriptedTransport(clock, goodAnswer);
  return {
    endpoint: scripted.endpoint,
    dialect: scripted.dialect,
    rungs: scripted.rungs,
    isLoaded: () => Promise.resolve(isLoaded()),
    async generate(asked, observer, signal) {
      observer.onConnected();
      await delay(clock, afterMs, signal);
      return scripted.generate(asked, observer, signal);
    },
  };
}

describe('the pace of an answer', () => {
  it('is noted by this side’s clock: first text, last text, and how much it was', async () => {
    const clock = new FakeClock();
    const scripted = new ScriptedTransport(clock, goodAnswer);
    const transport: ModelTransport = {
      endpoint: scripted.endpoint,
      dialect: scripted.dialect,
      rungs: scripted.rungs,
      async generate(_, observer, signal) {
        observer.onConnected();
        observer.onHeaders();
        await delay(clock, 100, signal);
        // An event without text, as servers send them, is no token.
        observer.onData('');
        await delay(clock, 200, signal);
        observer.onData('{"plan');
        await delay(clock, 50, signal);
        observer.onData('_id"');
        await delay(clock, 40, signal);
        return { text: '{"plan_id"', finish: 'stop', timings: { prefillMs: 250 }, receivedBytes: 99 };
      },
    };
    const bench = start(clock, transport);
    await clock.advance(1_000);
    await bench.answer;
    const [span] = bench.trace.finish().spans;
    expect(span).toMatchObject({
      name: 'attempt',
      attributes: { firstTextMs: 300, lastTextMs: 350, characters: 10, prefillMs: 250 },
    });
  });

  it('is not there without text', async () => {
    const clock = new FakeClock();
    const bench = start(clock, new ScriptedTransport(clock, { type: 'answer', text: '' }));
    await clock.advance(1_000);
    await bench.answer;
    expect(bench.trace.finish().spans[0]?.attributes).not.toHaveProperty('firstTextMs');
  });
});

describe('an attempt at a server that says that it is loading', () => {
  it('waits, and is one stretch of loading from the first refusal to the answer', async () => {
    const clock = new FakeClock();
    const bench = start(clock, new ScriptedTransport(clock, loading, loading, loading, goodAnswer));
    await clock.advance(5_000);
    expect((await bench.answer).finish).toBe('stop');
    expect(bench.told).toEqual([
      [true, 0],
      [false, 250 + 500 + 1_000],
    ]);
    const loads = bench.trace.finish().spans.filter(({ name }) => name === 'load');
    expect(loads.map(({ durationMs }) => durationMs)).toEqual([250, 500, 1_000]);
  });

  it('gives up when the limit for the first byte would pass, and says that it waits no longer', async () => {
    const clock = new FakeClock();
    const bench = start(clock, new ScriptedTransport(clock, loading));
    const rejection = expect(bench.answer).rejects.toMatchObject({ code: 'loading' });
    await clock.advance(10_000);
    await rejection;
    expect(bench.told).toEqual([
      [true, 0],
      [false, 250 + 500 + 1_000 + 4 * 2_000],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends the wait at once when it is cancelled', async () => {
    const clock = new FakeClock();
    const cancel = new AbortController();
    const bench = start(clock, new ScriptedTransport(clock, loading), cancel.signal);
    const rejection = expect(bench.answer).rejects.toMatchObject({ name: 'AbortError' });
    await clock.advance(100);
    cancel.abort();
    await rejection;
    expect(bench.told.map(([isLoading]) => isLoading)).toEqual([true, false]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('an attempt that is answered late', () => {
  it('asks whether the model is loading, and says so until the answer begins', async () => {
    const clock = new FakeClock();
    const bench = start(
      clock,
      lateTransport(clock, 4_000, () => false),
    );
    await clock.advance(5_000);
    await bench.answer;
    expect(bench.told).toEqual([
      [true, 1_500],
      [false, 4_000],
    ]);
  });

  it('asks again while it loads, and says when the model is there and only the prompt is to be read', async () => {
    const clock = new FakeClock();
    const startMs = clock.nowMs();
    const bench = start(
      clock,
      lateTransport(clock, 8_000, () => clock.nowMs() - startMs > 4_000),
    );
    await clock.advance(9_000);
    await bench.answer;
    expect(bench.told).toEqual([
      [true, 1_500],
      [false, 4_500],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([true, undefined])('says nothing where the server says %s', async (isLoaded) => {
    const clock = new FakeClock();
    const bench = start(
      clock,
      lateTransport(clock, 4_000, () => isLoaded),
    );
    await clock.advance(5_000);
    await bench.answer;
    expect(bench.told).toEqual([]);
  });

  it('leaves no look behind where the server does not answer that', async () => {
    const clock = new FakeClock();
    const looks: AbortSignal[] = [];
    const transport = lateTransport(clock, 1_550, () => undefined);
    const isLoaded = (_: string, signal: AbortSignal): Promise<boolean> => {
      looks.push(signal);
      return delay(clock, 60_000, signal).then(() => true);
    };
    const bench = start(clock, { ...transport, isLoaded });
    await clock.advance(1_550);
    await bench.answer;
    expect(looks.map(({ aborted }) => aborted)).toEqual([true]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('looks no longer than a connection may take', async () => {
    const clock = new FakeClock();
    const looks: AbortSignal[] = [];
    const transport = lateTransport(clock, 4_000, () => undefined);
    const isLoaded = (_: string, signal: AbortSignal): Promise<boolean> => {
      looks.push(signal);
      return delay(clock, 60_000, signal).then(() => true);
    };
    const bench = start(clock, { ...transport, isLoaded });
    await clock.advance(1_500 + 100);
    expect(looks.map(({ aborted }) => aborted)).toEqual([true]);
    await clock.advance(4_000);
    await bench.answer;
    expect(bench.told).toEqual([]);
  });
});
