import { Buffer } from 'node:buffer';
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
    expect(new Secret(' sk-hidden\n').redact('sk-hidden')).toBe('•••');
    expect(new Secret('k').redact('kick, aw')).toBe('•••ic•••, aw');
    expect(new Secret('').redact('nothing to hide')).toBe('nothing to hide');
  });

  const long = new Secret('sk-"Ab/c+123=4567?89é0');

  it.each([
    ['its beginning', 'sk-"Ab/c'],
    ['its end', '567?89é0'],
    ['other case', long.reveal().replace('sk', 'SK').replace('Ab', 'aB')],
    ['a URL', encodeURIComponent(long.reveal())],
    ['a URL in small letters', encodeURIComponent(long.reveal()).toLowerCase()],
    ['JSON', JSON.stringify(long.reveal()).slice(1, -1)],
    ['base64', Buffer.from(long.reveal()).toString('base64').replace(/.?=*$/, '')],
    ['base64url', Buffer.from(long.reveal()).toString('base64url').slice(0, -1)],
  ])('is taken out as %s', (_how, text) => {
    expect(long.redact(`Wrong: (${text}) İ.`)).toBe('Wrong: (•••) İ.');
  });

  it.each(['x:', 'Bearer ', 'me:', ''])('is taken out of base64 of what holds it behind %j', (before) => {
    const encoded = Buffer.from(`${before}${long.reveal()} and on`).toString('base64');
    const shown = long.redact(encoded);
    const parts = Array.from({ length: encoded.length - 7 }, (_, at) => encoded.slice(at, at + 8));
    const own = Buffer.from(long.reveal());
    for (const part of parts.filter((each) => shown.includes(each))) {
      for (const cut of [0, 1, 2, 3]) expect(own.includes(Buffer.from(part.slice(cut), 'base64'))).toBe(false);
    }
    expect(shown).toContain('•••');
  });

  it('leaves other words as they are', () => {
    expect(long.redact('sk-"Ab is too short, 123=456 too')).toBe('sk-"Ab is too short, 123=456 too');
  });
});
