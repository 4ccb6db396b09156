import { describe, expect, it } from 'vitest';
import { readChatCompletionRequest } from '../../../../../src/core/simulator/dialects/openAiRequest.ts';

const messages = [
  { role: 'system', content: 'rules' },
  { role: 'user', content: 'the question' },
];

function chat(fields: object): object {
  const read = readChatCompletionRequest(JSON.stringify({ messages, ...fields }), 4_096);
  return read.type === 'refusal' ? read : read.request;
}

describe('chat completion request', () => {
  it('has the defaults of its dialect and the context of the server', () => {
    expect(chat({})).toEqual({
      model: undefined,
      question: 'the question',
      // "<|system|>\nrules<|end|>\n<|user|>\nthe question<|end|>\n<|assistant|>\n" has 68 characters.
      promptTokens: 17,
      isLoadOnly: false,
      stream: false,
      includeUsage: false,
      rung: 'text',
      truncate: false,
      shift: false,
      keepAliveMs: 300_000,
      contextTokens: 4_096,
      maxOutputTokens: Number.POSITIVE_INFINITY,
      stop: [],
    });
  });

  it('reads the fields that change an answer', () => {
    const fields = { model: 'm', stream: true, stream_options: { include_usage: true }, max_tokens: 9, stop: 'x' };
    expect(chat(fields)).toMatchObject({
      model: 'm',
      stream: true,
      includeUsage: true,
      maxOutputTokens: 9,
      stop: ['x'],
    });
    expect(chat({ max_tokens: 9, max_completion_tokens: 3 })).toMatchObject({ maxOutputTokens: 3 });
  });

  const schema = { type: 'object' };
  it.each([
    [{}, 'text'],
    [{ response_format: { type: 'text' } }, 'text'],
    [{ response_format: { type: 'json_object' } }, 'json'],
    [{ response_format: { type: 'json_object', schema } }, 'schema'],
    [{ response_format: { type: 'json_schema', json_schema: { name: 'plan', schema } } }, 'schema'],
    [{ grammar: 'root ::= "x"' }, 'grammar'],
    [{ response_format: { type: 'text' }, grammar: 'root ::= "x"' }, 'grammar'],
  ])('with %j asks for %s', (fields, rung) => {
    expect(chat(fields)).toMatchObject({ rung });
  });

  it('reads contents in parts, and none', () => {
    const content = [
      { type: 'text', text: 'two ' },
      { type: 'text', text: 'parts' },
    ];
    const parts = [
      { role: 'user', content },
      { role: 'assistant', content: null },
    ];
    expect(chat({ messages: parts })).toMatchObject({ question: 'two parts' });
  });

  it.each([
    [{ messages: undefined }, /'messages'/],
    [{ messages: [] }, /'messages'/],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, /'messages'/],
    [{ model: 7 }, /'model'/],
    [{ response_format: 'json' }, /'response_format' must be an object/],
    [{ response_format: { type: 'yaml' } }, /'response_format\.type' must be one of/],
    [{ response_format: { type: 'json_schema' } }, /has no schema/],
    [{ grammar: 'nothing' }, /Failed to parse grammar/],
  ])('with %j is refused', (fields, message) => {
    const refusal = { status: 400, message: expect.stringMatching(message) };
    expect(chat(fields)).toEqual({ type: 'refusal', refusal });
  });

  it('that is no JSON is the server’s error', () => {
    expect(readChatCompletionRequest('{', 1)).toMatchObject({ type: 'refusal', refusal: { status: 500 } });
  });
});
