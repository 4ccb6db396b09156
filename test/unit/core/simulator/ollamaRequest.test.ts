import { describe, expect, it } from 'vitest';
import { parseChatRequest, parseShowRequest } from '../../../../src/core/simulator/ollamaRequest.ts';

function chat(fields: object): object {
  const parsed = parseChatRequest(JSON.stringify({ model: 'simulator', messages: [], ...fields }));
  if (parsed.type === 'bad') throw new Error(parsed.message);
  return parsed.request;
}

describe('chat request', () => {
  it('has the defaults of Ollama', () => {
    expect(chat({})).toEqual({
      model: 'simulator',
      messages: [],
      stream: true,
      wantsJson: false,
      think: false,
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
      wantsJson: true,
    });
  });

  it('takes a JSON schema as a wish for JSON', () => {
    expect(chat({ format: { type: 'object' } })).toMatchObject({ wantsJson: true });
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
  ])('is refused as %s', (body, message) => {
    expect(parseChatRequest(body)).toMatchObject({ type: 'bad', message: expect.stringMatching(message) });
  });
});

describe('show request', () => {
  it('names the model in either spelling', () => {
    expect(parseShowRequest('{"model":"a"}')).toEqual({ type: 'show', model: 'a' });
    expect(parseShowRequest('{"name":"b"}')).toEqual({ type: 'show', model: 'b' });
    expect(parseShowRequest('{}')).toMatchObject({ type: 'bad' });
  });
});
