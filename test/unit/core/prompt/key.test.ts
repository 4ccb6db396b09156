import { describe, expect, it } from 'vitest';
import { digestStatics, type KeyStatics, promptKey } from '../../../../src/core/prompt/key.ts';

const statics: KeyStatics = {
  answerer: 'server',
  systemText: 'You plan.',
  tools: '[]',
  model: 'phi3',
  temperature: 0,
  maxOutputTokens: 512,
  contextTokens: 8_192,
};

describe('the static part of a key', () => {
  it.each<[keyof KeyStatics, string | number]>([
    ['systemText', 'You plan well.'],
    ['tools', '[{}]'],
    ['answerer', 'simulator'],
    ['model', 'phi3:mini'],
    ['temperature', 0.1],
    ['maxOutputTokens', 513],
    ['contextTokens', 4_096],
  ])('differs by %s', (field, value) => {
    expect(digestStatics({ ...statics, [field]: value })).not.toBe(digestStatics(statics));
  });

  it('is the same for a system text with other spacing', () => {
    expect(digestStatics({ ...statics, systemText: 'You\n plan. ' })).toBe(digestStatics(statics));
  });

  it('keeps neighbouring numbers apart', () => {
    const one = digestStatics({ ...statics, maxOutputTokens: 51, contextTokens: 28_192 });
    const other = digestStatics({ ...statics, maxOutputTokens: 512, contextTokens: 8_192 });
    expect(one).not.toBe(other);
  });
});

describe('a key', () => {
  it('is a SHA-256 digest: 44 characters, whatever the question', () => {
    expect(promptKey('statics', 'x'.repeat(100_000))).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  it('differs by static part and by question, and not otherwise', () => {
    const keys = [promptKey('a', 'q'), promptKey('b', 'q'), promptKey('a', 'r'), promptKey('a', 'q')];
    expect(new Set(keys).size).toBe(3);
  });
});
