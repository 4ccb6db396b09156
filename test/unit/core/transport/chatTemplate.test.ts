import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOf, PromptFrames, templateRequest } from '../../../../src/core/transport/chatTemplate.ts';
import { promptJson } from '../../../../src/core/transport/llamaCppRequest.ts';
import type { ChatMessage } from '../../../../src/core/transport/transport.ts';

const chat = (systemText: string, userText = 'u'): readonly ChatMessage[] => [
  { role: 'system', content: systemText },
  { role: 'user', content: userText },
];

describe('the frame around the last message', () => {
  it('gives the very prompt that the template would have given, whatever the texts', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(anyText, anyText, anyText, anyText, (system, user, opening, closing) => {
        const template = (messages: readonly ChatMessage[]): string =>
          opening + messages.map(({ role, content }) => `<|${role}|>${content}<|end|>`).join('') + closing;
        const asked = JSON.parse(templateRequest(chat(system, user))) as { messages: readonly ChatMessage[] };
        const frame = frameOf({ prompt: template(asked.messages) });
        if (frame === 'none') throw new Error('no frame');
        const { prompt } = JSON.parse(`{"prompt":"${promptJson(frame, { role: 'user', content: user })}`);
        expect(prompt).toBe(template(chat(system, user)));
      }),
    );
  });

  it.each([undefined, null, {}, { prompt: 7 }, { prompt: 'no message in it' }])('is none in %j', (answer) => {
    expect(frameOf(answer)).toBe('none');
  });
});

describe('the frames that are known', () => {
  const frame = { before: 'a', after: 'b' };

  it('are known by the messages before the last one and by every role', () => {
    const frames = new PromptFrames();
    frames.set(chat('system text', 'one'), frame);
    expect(frames.get(chat('system text', 'two'))).toBe(frame);
    expect(frames.get(chat('another'))).toBeUndefined();
    expect(
      frames.get([
        { role: 'user', content: 'system text' },
        { role: 'user', content: 'one' },
      ]),
    ).toBeUndefined();
    expect(
      frames.get([
        { role: 'system', content: 'system text' },
        { role: 'assistant', content: 'x' },
      ]),
    ).toBeUndefined();
    expect(frames.get([{ role: 'system', content: 'system text' }])).toBeUndefined();
  });

  it('are few: the eldest goes', () => {
    const frames = new PromptFrames();
    for (let i = 0; i < 17; i++) frames.set(chat(`text ${i}`), frame);
    expect(frames.get(chat('text 0'))).toBeUndefined();
    expect(frames.get(chat('text 1'))).toBe(frame);
    expect(frames.get(chat('text 16'))).toBe(frame);
    frames.clear();
    expect(frames.get(chat('text 16'))).toBeUndefined();
  });
});
