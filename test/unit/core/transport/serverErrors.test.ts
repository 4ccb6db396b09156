import { expect, it } from 'vitest';
import { Secret } from '../../../../src/core/base/secret.ts';
import { ServerErrors } from '../../../../src/core/transport/serverErrors.ts';

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
