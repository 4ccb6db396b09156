import { describe, expect, it } from 'vitest';
import {
  saysContextExceeded,
  saysFormFailed,
  saysFormUnsupported,
  saysLoading,
  saysModelMissing,
  wordsOfBody,
  wordsOfEvent,
} from '../../../../src/core/transport/serverWords.ts';

const words = (text: string, kind = '') => ({ text, kind });

describe('the words of an error body', () => {
  it.each<[string, unknown, object]>([
    ['Ollama', { error: 'no' }, { text: 'no', kind: '' }],
    ['the OpenAI dialect', { error: { message: 'no', type: 'a', code: 'b' } }, { text: 'no', kind: 'b' }],
    ['one whose code is the status', { error: { message: 'no', type: 'a', code: 400 } }, { text: 'no', kind: 'a' }],
    ['llama.cpp', { error: { message: 'no', n_prompt_tokens: 9, n_ctx: 8 } }, { promptTokens: 9, contextTokens: 8 }],
    ['an error without a message', { error: { reason: 'no' } }, { text: '{"reason":"no"}' }],
    ['FastAPI', { detail: 'no' }, { text: 'no' }],
    ['FastAPI’s object', { detail: { message: 'no' } }, { text: 'no' }],
    [
      'FastAPI’s complaints',
      { detail: [{ loc: ['body', 'messages', 0], msg: 'missing' }, { msg: 'odd' }, 7] },
      { text: 'messages.0: missing; odd' },
    ],
    ['a bare message', { message: 'no', code: 'c' }, { text: 'no', kind: 'c' }],
    ['a bare status', { status: 'no' }, { text: 'no' }],
  ])('are found in that of %s', (_what, body, expected) => {
    expect(wordsOfBody(body)).toMatchObject(expected);
  });

  it.each([{}, [], null, 'no', 7, { error: null }, { error: 7 }, { detail: [] }, { detail: [7] }, { message: 7 }])(
    'are not there in %j',
    (body) => {
      expect(wordsOfBody(body)).toBeUndefined();
    },
  );

  it('are no part of an answer’s own event', () => {
    expect(wordsOfEvent({ message: 'text', status: 'ok', detail: 'x' })).toBeUndefined();
    expect(wordsOfEvent({ error: null, choices: [] })).toBeUndefined();
    expect(wordsOfEvent({ object: 'error', message: 'no' })).toMatchObject({ text: 'no' });
  });
});

describe('what the words are about', () => {
  it.each([
    'the input length exceeds the context length',
    'request (4476 tokens) exceeds the available context size (4096 tokens), try increasing it',
    "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
    'Trying to keep the first 5000 tokens when context the overflows.',
    'prompt is too long',
  ])('is the context: %s', (text) => {
    expect(saysContextExceeded(words(text))).toBe(true);
  });

  it.each(['invalid options', 'context deadline exceeded', 'queue size exceeded', 'model not found'])(
    'is not the context: %s',
    (text) => {
      expect(saysContextExceeded(words(text))).toBe(false);
    },
  );

  it.each([
    'Unable to generate parser for this template. Automatic parser generation failed',
    'Failed to initialize samplers: ',
    'invalid format: expected "json" or a JSON schema',
    "'response_format.type' must be 'json_schema' or 'text'",
    'This backend does not support json_object',
    'guided decoding is not available',
    'Structured outputs are disabled',
  ])('is the form: %s', (text) => {
    expect(saysFormUnsupported(words(text))).toBe(true);
  });

  it.each(['more information is needed', 'invalid options', 'parse error at column 7', 'unknown field'])(
    'is not the form: %s',
    (text) => {
      expect(saysFormUnsupported(words(text))).toBe(false);
      expect(saysFormFailed(words(text))).toBe(false);
    },
  );

  it('is the form also where the status says nothing, by words that mean nothing else', () => {
    expect(saysFormFailed(words('failed to load model vocabulary required for format'))).toBe(true);
    expect(saysFormFailed(words('"json_schema": unsupported'))).toBe(true);
    expect(saysFormFailed(words('the sampler crashed'))).toBe(false);
  });

  it('is the model', () => {
    expect(saysModelMissing(words('The model `phi3` does not exist.'))).toBe(true);
    expect(saysModelMissing(words('No models loaded. Please load one.'))).toBe(true);
    expect(saysModelMissing(words('whatever', 'model_not_found'))).toBe(true);
    expect(saysModelMissing(words('model runner crashed'))).toBe(false);
  });

  it('is loading', () => {
    expect(saysLoading(words('Loading model'))).toBe(true);
    expect(saysLoading(words('downloading'))).toBe(false);
  });
});
