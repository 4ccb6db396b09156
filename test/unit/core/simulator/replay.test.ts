import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../src/core/base/errors.ts';
import { createReplayAnswerer, parseTranscripts, type Transcript } from '../../../../src/core/simulator/replay.ts';

function transcript(id: string, prompt: string, response: string): Transcript {
  return { id, model: 'm', prompt, response, responseSeconds: 2.5 };
}

describe('transcripts file', () => {
  it('is read line by line, empty lines aside', () => {
    const a = transcript('a', 'p', ' \n');
    const b = transcript('b', 'q', '');
    const text = `${JSON.stringify(a)}\n\n${JSON.stringify(b)}\r\n`;
    expect(parseTranscripts(text, 'f.jsonl')).toEqual([a, b]);
  });

  const good = JSON.stringify(transcript('a', 'p', 'r'));
  it.each([
    ['broken JSON', `${good}\n{"id": `, /^f\.jsonl, line 2: not JSON/],
    ['a line that is no object', `${good}\n\n[1]`, /^f\.jsonl, line 3: not a JSON object/],
    [
      'a missing field',
      `{"id":"a","model":"m","prompt":"p","responseSeconds":1}`,
      /line 1: "response" must be a string/,
    ],
    [
      'a negative time',
      `{"id":"a","model":"m","prompt":"p","response":"r","responseSeconds":-1}`,
      /line 1: "responseSeconds" must be a number/,
    ],
    ['no transcript at all', '\n \n', /^f\.jsonl holds no transcript/],
  ])('is refused for %s, naming the place', (_what, text, message) => {
    expect(() => parseTranscripts(text, 'f.jsonl')).toThrow(InputError);
    expect(() => parseTranscripts(text, 'f.jsonl')).toThrow(message);
  });
});

describe('replayed answers', () => {
  it('are the recorded ones of an equal prompt, to the byte', () => {
    const answer = createReplayAnswerer([transcript('a', 'first', 'A'), transcript('b', 'second', ' \n{"é": "😀"')]);
    expect(answer('second', true)).toEqual({ text: ' \n{"é": "😀"', recordedMs: 2_500, verbatim: true });
    expect(answer('second', true).text).toBe(' \n{"é": "😀"');
  });

  it('take turns where one prompt was recorded more than once', () => {
    const answer = createReplayAnswerer([
      transcript('a', 'p', '1'),
      transcript('x', 'q', 'x'),
      transcript('b', 'p', '2'),
    ]);
    expect(['p', 'p', 'p'].map((prompt) => answer(prompt, false).text)).toEqual(['1', '2', '1']);
  });

  it('come in order, and over again, for prompts that were not recorded', () => {
    const answer = createReplayAnswerer([transcript('a', 'p', '1'), transcript('b', 'q', '2')]);
    expect(['?', 'p', '?', '?'].map((prompt) => answer(prompt, false).text)).toEqual(['1', '1', '2', '1']);
  });

  it('need at least one transcript', () => {
    expect(() => createReplayAnswerer([])).toThrow(InputError);
  });
});
