import { describe, expect, it } from 'vitest';
import {
  readCompletionRequest,
  readForm,
  readTemplateRequest,
  readTokenizeRequest,
} from '../../../../../src/core/simulator/dialects/llamaCppRequest.ts';

function completion(fields: object): object {
  const read = readCompletionRequest(JSON.stringify({ prompt: 'a prompt', ...fields }), 4_096);
  return read.type === 'refusal' ? read : read.request;
}

describe('completion request', () => {
  it('has the defaults of llama.cpp and the context of the server', () => {
    expect(completion({})).toEqual({
      model: undefined,
      question: 'a prompt',
      promptTokens: 2,
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
    const fields = { stream: true, n_predict: 64, stop: ['</s>'], json_schema: { type: 'object' } };
    expect(completion(fields)).toMatchObject({ stream: true, maxOutputTokens: 64, stop: ['</s>'], rung: 'schema' });
  });

  it.each([
    [-1, Number.POSITIVE_INFINITY],
    [0, 0],
    [1, 1],
  ])('reads an n_predict of %i', (n_predict, maxOutputTokens) => {
    expect(completion({ n_predict })).toMatchObject({ maxOutputTokens });
  });

  it('asks what the user says in the template, and counts all of it', () => {
    const prompt = '<|system|>\nrules<|end|>\n<|user|>\nthe question<|end|>\n<|assistant|>\n';
    expect(completion({ prompt })).toMatchObject({
      question: 'the question',
      promptTokens: Math.ceil(prompt.length / 4),
    });
  });

  it.each([
    ['', 500, /missing request body/],
    ['{"prompt":', 500, /not JSON/],
    ['7', 500, /not a JSON object/],
    ['{}', 400, /"prompt" must be a string/],
    ['{"prompt":["p"]}', 400, /"prompt" must be a string/],
    ['{"prompt":"p","json_schema":"object"}', 400, /"json_schema" must be an object/],
  ])('of %s is refused with %i', (body, status, message) => {
    const refusal = { status, message: expect.stringMatching(message) };
    expect(readCompletionRequest(body, 4_096)).toEqual({ type: 'refusal', refusal });
  });
});

describe('form of an answer', () => {
  const grammar = 'ws ::= " "?\nroot ::= "{" ws "}"';
  it.each([
    [undefined, undefined, 'text'],
    [null, '', 'text'],
    [{}, undefined, 'json'],
    [{ type: 'object' }, undefined, 'schema'],
    [undefined, grammar, 'grammar'],
    [{ type: 'object' }, grammar, 'grammar'],
  ])('of schema %j and grammar %j is %s', (schema, grammar, rung) => {
    expect(readForm(schema, grammar)).toEqual({ type: 'form', rung });
  });

  it.each([['ws ::= " "'], [7], [{}]])('is no grammar in %j', (grammar) => {
    expect(readForm(undefined, grammar)).toMatchObject({ type: 'refusal', refusal: { status: 400 } });
  });
});

describe('requests without a model', () => {
  it('hold messages, or a text', () => {
    const messages = [{ role: 'user', content: 'hello' }];
    expect(readTemplateRequest(JSON.stringify({ messages }))).toEqual({ type: 'messages', messages });
    expect(readTokenizeRequest('{"content":"a","with_pieces":true}')).toEqual({
      type: 'text',
      content: 'a',
      withPieces: true,
    });
  });

  it('are refused as malformed or as wrong', () => {
    expect(readTemplateRequest('{')).toMatchObject({ type: 'refusal', refusal: { status: 500 } });
    expect(readTemplateRequest('{}')).toMatchObject({ type: 'refusal', refusal: { status: 400 } });
    expect(readTokenizeRequest('{')).toMatchObject({ type: 'refusal', refusal: { status: 500 } });
    expect(readTokenizeRequest('{"content":[]}')).toMatchObject({ type: 'refusal', refusal: { status: 400 } });
  });
});
