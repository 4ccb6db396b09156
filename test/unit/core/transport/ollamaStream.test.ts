import { describe, expect, it } from 'vitest';
import { OllamaStream } from '../../../../src/core/transport/ollamaStream.ts';
import { ServerErrors } from '../../../../src/core/transport/serverErrors.ts';

const errors = new ServerErrors({ endpoint: 'http://127.0.0.1:11434', dialect: 'ollama' });

function decode(...lines: readonly string[]): { text: string; stream: OllamaStream } {
  const stream = new OllamaStream({ errors, rung: 'schema' });
  const text = lines.map((line) => stream.push(Buffer.from(`${line}\n`))).join('');
  return { text: text + stream.finish(), stream };
}

describe("Ollama's stream", () => {
  it.each([
    '{"message":{"content":"more"},"done":false}',
    '{"done":true,"done_reason":"stop"}',
    '{"error":"late"}',
    '<',
  ])('is over at done, whatever comes after it: %s', (late) => {
    const { text, stream } = decode('{"message":{"content":"plan"},"done":true,"done_reason":"length"}', late);
    expect(text).toBe('plan');
    expect(stream.end?.finish).toBe('length');
  });

  it('takes no figure that cannot be one', () => {
    const figures = '"load_duration":-5,"prompt_eval_count":1e999,"eval_count":1e300,"eval_duration":2000000';
    expect(decode(`{"done":true,${figures}}`).stream.end?.timings).toEqual({ decodeMs: 2 });
  });

  it.each(['5', 'false', '["a"]', '""'])('has failed where it says an error without words: %s', (error) => {
    expect(() => decode(`{"error":${error}}`)).toThrow(expect.objectContaining({ code: 'server-error' }));
    expect(() => decode(`{"error":${error}}`)).not.toThrow(/\(\)/);
  });
});
