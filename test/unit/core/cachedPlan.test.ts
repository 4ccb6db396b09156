import { describe, expect, it } from 'vitest';
import { isCachedPlan } from '../../../src/core/cachedPlan.ts';

const step = { act: 'MoveTo', x: 3, y: -4 };
const plan = {
  plan_id: 'p1',
  steps: [step, { act: 'Throw', at: { x: 1, y: 2 }, ids: [1, 2], slow: true, how: 'low' }],
};
const repaired = { code: 'repaired', severity: 'warning', message: 'A comma was missing.', pointer: '/steps/0' };

const asked = {
  statics: {
    model: 'phi3',
    answerer: 'server',
    temperature: 0,
    maxOutputTokens: 512,
    contextTokens: 8_192,
    template: 'a1b2',
    tools: [{ name: 'MoveTo', digest: 'c3d4' }],
  },
  question: '{"t":0}\ncl-\n',
};

describe('a cached plan', () => {
  it.each([
    ['without problems', { plan, problems: [], asked }],
    [
      'with a repair',
      { plan, problems: [repaired, { ...repaired, severity: 'info', range: { start: 1, end: 2 } }], asked },
    ],
    ['with what only a newer version knows', { plan: { ...plan, later: 1 }, problems: [], asked, later: true }],
  ])('is one %s, before and after JSON', (_how, value) => {
    expect(isCachedPlan(value)).toBe(true);
    expect(isCachedPlan(JSON.parse(JSON.stringify(value)))).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['a plan alone', plan],
    ['one without problems', { plan, asked }],
    ['one of which nobody knows what was asked', { plan, problems: [] }],
    ['one asked without a question', { plan, problems: [], asked: { statics: asked.statics } }],
    ['one asked of nobody', { plan, problems: [], asked: { ...asked, statics: { ...asked.statics, answerer: 'me' } } }],
    [
      'one asked with odd tools',
      { plan, problems: [], asked: { ...asked, statics: { ...asked.statics, tools: [7] } } },
    ],
    ['no steps', { plan: { ...plan, steps: [] }, problems: [], asked }],
    ['no id', { plan: { steps: [step] }, problems: [], asked }],
    ['a step without a tool', { plan: { ...plan, steps: [{ x: 1 }] }, problems: [], asked }],
    ['a step that is a name', { plan: { ...plan, steps: ['MoveTo'] }, problems: [], asked }],
    ['an argument that is null', { plan: { ...plan, steps: [{ ...step, x: null }] }, problems: [], asked }],
    ['an argument that is an object', { plan: { ...plan, steps: [{ ...step, at: { x: 1 } }] }, problems: [], asked }],
    ['an argument without an end', { plan: { ...plan, steps: [{ ...step, x: Infinity }] }, problems: [], asked }],
    ['an error', { plan, problems: [{ ...repaired, severity: 'error' }], asked }],
    ['an unknown problem', { plan, problems: [{ ...repaired, code: 'toString' }], asked }],
    ['a problem without words', { plan, problems: [{ ...repaired, message: 7 }], asked }],
    ['a problem nowhere', { plan, problems: [{ ...repaired, range: { start: 1 } }], asked }],
  ])('is not %s', (_what, value) => {
    expect(isCachedPlan(value)).toBe(false);
  });
});
