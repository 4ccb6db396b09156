import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/core/base/secret.ts';

describe('a secret', () => {
  const secret = new Secret('sk-hidden');

  it('is told only to whoever asks for it', () => {
    expect(secret.reveal()).toBe('sk-hidden');
  });

  it.each([
    ['printed', `${secret}`],
    ['as JSON', JSON.stringify({ secret })],
    ['inspected', inspect({ secret }, { depth: 5, showHidden: true })],
  ])('does not show %s', (_how, text) => {
    expect(text).not.toContain('hidden');
  });

  it('is taken out of what others say', () => {
    expect(secret.redact('Wrong key: sk-hidden (sk-hidden).')).toBe('Wrong key: ••• (•••).');
    expect(new Secret('').redact('nothing to hide')).toBe('nothing to hide');
  });
});
