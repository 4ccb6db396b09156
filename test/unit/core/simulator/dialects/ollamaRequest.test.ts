import { describe, expect, it } from 'vitest';
import { readChatRequest, readShowRequest } from '../../../../../src/core/simulator/dialects/ollamaRequest.ts';

function chat(fields: object): object {
  const parsed = readChatRequest(JSON.stringify({ model: 'simulator', messages: [], ...fields }));
  if (parsed.type === 'refusal') throw new Error(parsed.refusal.message);
  return parsed.request;
}

describe('chat request', () => {
  it('has the defaults of Ollama', () => {
    expect(chat({})).toEqual({
      model: 'simulator',
      question: '',
      promptTokens: 0,
      isLoadOnly: true,
      stream: true,
      includeUsage: false,
      rung: 'text',
      truncate: true,
      shift: true,
      keepAliveMs: 300_000,
      contextTokens: 4_096,
      maxOutputTokens: Number.POSITIVE_INFINITY,
      stop: [],
    });
  });

  it('reads the options that change an answer', () => {
    const options = { num_ctx: 8_192, num_predict: 64, stop: ['\n\n', ''] };
    expect(chat({ options, truncate: false, shift: false, stream: false, format: 'json' })).toMatchObject({
      contextTokens: 8_192,
      maxOutputTokens: 64,
      stop: ['\n\n'],
      truncate: false,
      shift: false,
      stream: false,
      rung: 'json',
    });
  });

  it('takes a JSON schema', () => {
    expect(chat({ format: { type: 'object' } })).toMatchObject({ rung: 'schema' });
  });

  it('asks what the user said last, and counts all that was said', () => {
    const messages = [
      { role: 'system', content: 'rules' },
      { role: 'user', content: 'first' },
      { role: 'user', content: 'the question' },
      { role: 'assistant', content: '{' },
    ];
    expect(chat({ messages })).toMatchObject({ question: 'the question', promptTokens: 8, isLoadOnly: false });
  });

  it.each([
    [0, 0],
    [30, 30_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    [-1, Number.POSITIVE_INFINITY],
    ['-1s', Number.POSITIVE_INFINITY],
  ])('reads a keep_alive of %s', (keepAlive, keepAliveMs) => {
    expect(chat({ keep_alive: keepAlive })).toMatchObject({ keepAliveMs });
  });

  it.each([
    ['', /missing request body/],
    ['{"model": ', /not JSON/],
    ['[]', /not a JSON object/],
    ['{}', /model is required/],
    ['{"model":"simulator","messages":[{"role":"user","content":7}]}', /messages must be/],
    ['{"model":"simulator","messages":"hello"}', /messages must be/],
    ['{"model":"simulator","format":"yaml"}', /invalid format/],
    ['{"model":"simulator","keep_alive":"soon"}', /invalid keep_alive/],
    ['{"model":"simulator","options":[]}', /options must be/],
    ['{"model":"simulator","think":"high"}', /does not support thinking/],
  ])('is refused as %s', (body, message) => {
    const refusal = { status: 400, message: expect.stringMatching(message) };
    expect(readChatRequest(body)).toEqual({ type: 'refusal', refusal });
  });
});

describe('show request', () => {
  it('names the model in either spelling', () => {
    expect(readShowRequest('{"model":"a"}')).toEqual({ type: 'show', model: 'a' });
    expect(readShowRequest('{"name":"b"}')).toEqual({ type: 'show', model: 'b' });
    expect(readShowRequest('{}')).toMatchObject({ type: 'refusal', refusal: { status: 400 } });
  });
});
