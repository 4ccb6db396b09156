import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastQuestion } from '../../../../../src/core/simulator/dialects/messages.ts';
import { applyTemplate, questionOf } from '../../../../../src/core/simulator/dialects/phi3Template.ts';

describe('template', () => {
  it('opens the model’s turn after all others', () => {
    const messages = [
      { role: 'system', content: 'Plan.' },
      { role: 'user', content: 'World' },
    ];
    expect(applyTemplate(messages)).toBe('<|system|>\nPlan.<|end|>\n<|user|>\nWorld<|end|>\n<|assistant|>\n');
  });

  it('gives the last question back, whatever is said', () => {
    const message = fc.record({
      role: fc.constantFrom('system', 'user', 'assistant'),
      content: fc.string({ unit: 'binary' }).filter((text) => !text.includes('<|')),
    });
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        fc.pre(messages.some(({ role }) => role === 'user'));
        expect(questionOf(applyTemplate(messages))).toBe(lastQuestion(messages));
      }),
    );
  });

  it('is not needed: a text of another form is the question', () => {
    expect(questionOf('[INST] World [/INST]')).toBe('[INST] World [/INST]');
    expect(questionOf('<|user|>\nnever ended')).toBe('never ended');
  });
});
