import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { Secret } from '../../../../src/core/base/secret.ts';
import type { HttpResponse } from '../../../../src/core/transport/httpStream.ts';
import { ServerErrors } from '../../../../src/core/transport/serverErrors.ts';

function response(status: number, body: string): HttpResponse {
  return {
    status,
    server: () => undefined,
    retryAfterMs: () => undefined,
    readBody: async (onChunk) => void onChunk(Buffer.from(body)),
  };
}

const errors = new ServerErrors({
  endpoint: 'http://127.0.0.1:1',
  dialect: 'openai',
  apiKey: new Secret('sk-1234567'),
});

it('what a server says is quoted in one line, without control characters', () => {
  const { message } = errors.inStream({ text: 'out of memory\r\n[info] all is well\u001b[2J\u202e', kind: '' });
  expect(message).toContain('(out of memory [info] all is well [2J)');
});

it('what a server says is quoted in short, and without the key that was sent', () => {
  const { message } = errors.inStream({ text: `${'x'.repeat(295)} sk-1234567`, kind: '' });
  expect(message).toContain('x'.repeat(295));
  expect(message).not.toContain('sk-1');
  expect(message.length).toBeLessThan(450);
});

it('what a server says is quoted without the key, also where it hides it among invisible characters', () => {
  const { message } = errors.inStream({ text: 'sk-\u200b123\u200b4567', kind: '' });
  expect(message).toContain('(•••)');
});

it.each([401, 403])('what a server says of a key that it refuses, %d, is not quoted at all', async (status) => {
  const body = JSON.stringify({ error: 'Not s k - 1 2 3 4 5 6 7' });
  const { message } = await errors.ofStatus(response(status, body));
  expect(message).toContain(`(HTTP ${status}). It does not take the API key`);
  const unkeyed = new ServerErrors({ endpoint: 'http://127.0.0.1:1', dialect: 'openai', apiKey: new Secret(' ') });
  expect((await unkeyed.ofStatus(response(status, body))).message).toContain('Not s k');
});
