import { describe, expect, it } from 'vitest';
import { createLlamaCppWire } from '../../../../../src/core/simulator/dialects/llamaCppReply.ts';
import { ollamaWire } from '../../../../../src/core/simulator/dialects/ollamaReply.ts';
import { createOpenAiWire } from '../../../../../src/core/simulator/dialects/openAiReply.ts';
import type { AnswerTotals, ModelRequest, Reply } from '../../../../../src/core/simulator/dialects/wireFormat.ts';

const llamaCpp = createLlamaCppWire(4_096);
const openAi = createOpenAiWire({ contextTokens: 4_096, takesAnyModel: false });

function reply(changes: Partial<ModelRequest> = {}): Reply {
  const request = {
    model: 'm',
    question: 'q',
    promptTokens: 20,
    isLoadOnly: false,
    stream: true,
    includeUsage: false,
    rung: 'text',
    truncate: false,
    shift: false,
    keepAliveMs: 0,
    contextTokens: 4_096,
    maxOutputTokens: 100,
    stop: [],
    ...changes,
  } as const;
  return { id: 7, model: 'm', request };
}

const totals: AnswerTotals = {
  doneReason: 'stop',
  stopWord: '',
  totalMs: 130,
  loadMs: 30,
  promptTokens: 20,
  prefillMs: 50,
  outputTokens: 5,
  decodeMs: 25,
};
const timings = {
  cache_n: 0,
  prompt_n: 20,
  prompt_ms: 50,
  prompt_per_second: 400,
  predicted_n: 5,
  predicted_ms: 25,
  predicted_per_second: 200,
};
const wallMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

describe('answer in Ollama’s form', () => {
  it('is a line for each piece and one that says done', () => {
    const time = '"created_at":"2026-01-02T03:04:05.678Z"';
    expect(ollamaWire.opening(reply(), wallMs)).toBe('');
    expect(ollamaWire.pieces(reply(), wallMs, ['a"', 'é'])).toBe(
      `{"model":"m",${time},"message":{"role":"assistant","content":"a\\""},"done":false}\n{"model":"m",${time},"message":{"role":"assistant","content":"é"},"done":false}\n`,
    );
    expect(ollamaWire.ending(reply(), wallMs, totals)).toBe(
      `{"model":"m",${time},"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":130000000,"load_duration":30000000,"prompt_eval_count":20,"prompt_eval_duration":50000000,"eval_count":5,"eval_duration":25000000}\n`,
    );
  });

  it('has errors that are texts', () => {
    expect(ollamaWire.errorBody({ status: 500, message: 'gone' })).toBe('{"error":"gone"}');
    expect(ollamaWire.errorPart({ status: 500, message: 'gone' })).toBe('{"error":"gone"}\n');
  });
});

describe('answer in llama.cpp’s form', () => {
  it('is an event for each piece and one that says stop', () => {
    expect(llamaCpp.opening(reply(), wallMs)).toBe('');
    expect(llamaCpp.pieces(reply(), wallMs, ['a"', 'é'])).toBe(
      'data: {"index":0,"content":"a\\"","stop":false}\n\ndata: {"index":0,"content":"é","stop":false}\n\n',
    );
    const last = llamaCpp.ending(reply(), wallMs, totals);
    expect(last).toMatch(/^data: \{.*\}\n\n$/);
    expect(JSON.parse(last.slice('data: '.length))).toMatchObject({
      content: '',
      stop: true,
      stop_type: 'eos',
      timings,
    });
  });

  it.each([
    ['stop', '', 'eos'],
    ['stop', 'END', 'word'],
    ['length', '', 'limit'],
  ] as const)('says for %s and the word "%s" that it stopped by %s', (doneReason, stopWord, stop_type) => {
    const whole = JSON.parse(llamaCpp.whole(reply(), wallMs, 'text', { ...totals, doneReason, stopWord }));
    expect(whole).toMatchObject({ content: 'text', stop_type, stopping_word: stopWord });
  });

  it.each([
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [404, 'not_found_error'],
    [500, 'server_error'],
    [503, 'unavailable_error'],
  ])('has errors that are objects: %i is %s', (status, type) => {
    expect(JSON.parse(llamaCpp.errorBody({ status, message: 'm' }))).toEqual({
      error: { code: status, message: 'm', type },
    });
    expect(llamaCpp.errorPart({ status, message: 'm' })).toBe(
      `data: {"error":{"code":${status},"message":"m","type":"${type}"}}\n\n`,
    );
  });

  it('tells both sizes of a prompt that does not fit', () => {
    expect(JSON.parse(llamaCpp.errorBody(llamaCpp.tooLong(9_000, 4_096)))).toMatchObject({
      error: { code: 400, type: 'exceed_context_size_error', n_prompt_tokens: 9_000, n_ctx: 4_096 },
    });
  });
});

describe('answer in OpenAI’s form', () => {
  const head = '"id":"chatcmpl-7","object":"chat.completion.chunk","created":1767323045,"model":"m"';
  const mark = '"system_fingerprint":"planscope-simulator"';
  const choice = '"index":0,"finish_reason":null';

  it('opens with a role and has a delta for each piece', () => {
    expect(openAi.opening(reply(), wallMs)).toBe(
      `data: {${head},${mark},"choices":[{${choice},"delta":{"role":"assistant","content":null}}]}\n\n`,
    );
    expect(openAi.pieces(reply(), wallMs, ['a"', 'é'])).toBe(
      ['a\\"', 'é']
        .map((text) => `data: {${head},${mark},"choices":[{${choice},"delta":{"content":"${text}"}}]}\n\n`)
        .join(''),
    );
  });

  it('ends with its reason and its times', () => {
    const [finish, done, ...rest] = openAi.ending(reply(), wallMs, totals).split('\n\n');
    expect(JSON.parse(finish?.slice('data: '.length) ?? '')).toMatchObject({
      choices: [{ finish_reason: 'stop', delta: {} }],
      timings,
    });
    expect([done, ...rest]).toEqual(['data: [DONE]', '']);
  });

  it('ends with its usage too where that is asked for', () => {
    const ending = openAi.ending(reply({ includeUsage: true }), wallMs, { ...totals, doneReason: 'length' });
    const [finish, usage, done] = ending.split('\n\n');
    expect(finish).toContain('"finish_reason":"length"');
    expect(finish).not.toContain('timings');
    expect(JSON.parse(usage?.slice('data: '.length) ?? '')).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
      timings,
    });
    expect(done).toBe('data: [DONE]');
  });
});

it.each([
  ['ollama', ollamaWire],
  ['llama.cpp', llamaCpp],
  ['openai', openAi],
])('the broken part of %s is a whole part of its stream, and no JSON', (_name, { brokenPart }) => {
  expect(brokenPart).toMatch(/^(data: )?\S+\n\n?$/);
  expect(() => JSON.parse(brokenPart.replace(/^data: /, ''))).toThrow();
});
