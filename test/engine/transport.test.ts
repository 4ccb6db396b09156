import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseAnswer } from '../../src/core/answer/parseAnswer.ts';
import { validatePlan } from '../../src/core/answer/validatePlan.ts';
import { systemClock } from '../../src/core/base/clock.ts';
import { planForm } from '../../src/core/prompt/planForm.ts';
import { createTransport } from '../../src/core/transport/createTransport.ts';
import { HttpClient } from '../../src/core/transport/httpStream.ts';
import type {
  GenerateAnswer,
  GenerateObserver,
  GenerateRequest,
  ModelTransport,
} from '../../src/core/transport/transport.ts';
import { describeWithEngine, type EngineUnderTest } from './describeWithEngine.ts';
import { DIALECTS, type DialectUnderTest } from './dialects.ts';
import { CONTEXT_TOKENS, MODEL_NAME } from './model.ts';
import { threeTools } from './threeTools.ts';

/** The acceptance criterion: what a model server may go on for after its client has left. */
const STOP_WITHIN_MS = 200;
const PLANS = 40;
/** The rungs of structured output that hold the model to a plan. */
const FORMED = ['schema', 'grammar'] as const;

const request: GenerateRequest = {
  model: MODEL_NAME,
  messages: [
    { role: 'system', content: 'You plan the next moves.' },
    { role: 'user', content: 'Go to the door – 敌人 🙂' },
  ],
  temperature: 0.8,
  maxOutputTokens: 120,
  contextTokens: CONTEXT_TOKENS,
  rung: 'text',
  form: planForm(threeTools),
};

/** Collects the pieces of an answer; `onPiece` is told how many there are. */
class Pieces implements GenerateObserver {
  readonly seen: string[] = [];
  readonly #onPiece: (count: number) => 'end' | undefined;

  constructor(onPiece: (count: number) => 'end' | undefined = () => undefined) {
    this.#onPiece = onPiece;
  }

  onConnected(): void {}

  onHeaders(): void {}

  onData(text: string): 'end' | undefined {
    if (text !== '') this.seen.push(text);
    return this.#onPiece(this.seen.length);
  }
}

const never = new AbortController().signal;

function transportOf({ dialect }: DialectUnderTest, engine: EngineUnderTest): ModelTransport {
  const http = new HttpClient({ clock: systemClock });
  onTestFinished(() => http.dispose());
  return createTransport({ http, endpoint: engine.endpoints[dialect], dialect });
}

function generate(transport: ModelTransport, changes: Partial<GenerateRequest>): Promise<GenerateAnswer> {
  return transport.generate({ ...request, ...changes }, new Pieces(), never);
}

describeWithEngine('a real engine', (engine) => {
  describe.each(DIALECTS)('over the dialect of $dialect', (dialect) => {
    it('streams: the first piece is there before the last is written', async () => {
      const transport = transportOf(dialect, engine);
      const before = (await engine.stats()).pieces;
      let writtenAtFirst: Promise<number> | undefined;
      const pieces = new Pieces((count) => {
        if (count > 0) writtenAtFirst ??= engine.stats().then((stats) => stats.pieces - before);
        return undefined;
      });
      const answer = await transport.generate({ ...request, maxOutputTokens: 1_000 }, pieces, never);
      expect(await writtenAtFirst).toBeLessThan(1_000);
      expect(pieces.seen.length).toBeGreaterThan(10);
      expect(pieces.seen.join('')).toBe(answer.text);
      expect(answer).toMatchObject({ finish: 'length', timings: { outputTokens: 1_000 } });
      expect(answer.timings.promptTokens).toBeGreaterThan(40);
    });

    it('stops the engine when the answer is cancelled in its middle', async () => {
      const transport = transportOf(dialect, engine);
      const before = await engine.stats();
      const user = new AbortController();
      const pieces = new Pieces((count) => {
        if (count === 3) user.abort();
        return undefined;
      });
      const cancelled = transport.generate({ ...request, maxOutputTokens: 12_000 }, pieces, user.signal);
      await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
      await vi.waitFor(async () => expect(await engine.stats()).toMatchObject({ active: 0, openSockets: 0 }));
      const after = await engine.stats();
      expect(after).toMatchObject({ finished: before.finished, failed: before.failed });
      expect(after.stopMs.slice(before.stopMs.length)).toEqual([expect.any(Number)]);
      expect(after.stopMs.at(-1)).toBeLessThan(STOP_WITHIN_MS);
      expect(after.pieces - before.pieces).toBeLessThan(6_000);
    });

    it('stops the engine when the observer has enough', async () => {
      const transport = transportOf(dialect, engine);
      const before = await engine.stats();
      const pieces = new Pieces((count) => (count >= 3 ? 'end' : undefined));
      const answer = await transport.generate({ ...request, maxOutputTokens: 12_000 }, pieces, never);
      expect(answer).toMatchObject({ finish: 'ended', text: pieces.seen.join('') });
      await vi.waitFor(async () => expect((await engine.stats()).active).toBe(0));
      const after = await engine.stats();
      expect(after.stopMs).toHaveLength(before.stopMs.length + 1);
      expect(after.stopMs.at(-1)).toBeLessThan(STOP_WITHIN_MS);
    });

    it.for(FORMED)(`gets a valid plan ${PLANS} times out of ${PLANS} under a %s`, async (rung, { skip }) => {
      const transport = transportOf(dialect, engine);
      skip(!transport.rungs.includes(rung), `the dialect has no ${rung}`);
      const texts = new Set<string>();
      for (let number = 0; number < PLANS; number++) {
        const { text, finish } = await generate(transport, { rung, maxOutputTokens: 400 });
        texts.add(text);
        expect(finish).toBe('stop');
        const answer = parseAnswer(text);
        if (!answer.ok) throw new Error(`${answer.problem.message} ${text}`);
        expect(answer.repairs).toEqual([]);
        expect(validatePlan(answer.candidate, threeTools)).toMatchObject({ plan: JSON.parse(text), problems: [] });
      }
      // The seed differs from answer to answer: a server that ignores the temperature would say one thing only.
      expect(texts.size).toBeGreaterThan(PLANS / 2);
    });

    it('refuses a prompt that is longer than the context', async () => {
      const transport = transportOf(dialect, engine);
      const messages = [{ role: 'user', content: 'word '.repeat(CONTEXT_TOKENS) }] as const;
      const refused = generate(transport, { messages });
      await expect(refused).rejects.toMatchObject({ code: 'context-exceeded', retryable: false });
      // And the next one is answered as if nothing had been.
      expect((await generate(transport, { maxOutputTokens: 5 })).timings.outputTokens).toBe(5);
    });
  });

  it('refuses what does not fit in the context that is asked of Ollama', async () => {
    for (const dialect of DIALECTS.filter((one) => one.dialect === 'ollama')) {
      const refused = generate(transportOf(dialect, engine), { contextTokens: 40 });
      await expect(refused).rejects.toMatchObject({ code: 'context-exceeded' });
    }
  });
});
