import { describe, expect, it } from 'vitest';
import { isCachedPlan } from '../../../src/core/cachedPlan.ts';

const step = { act: 'MoveTo', x: 3, y: -4 };
const plan = {
  plan_id: 'p1',
  steps: [step, { act: 'Throw', at: { x: 1, y: 2 }, ids: [1, 2], slow: true, how: 'low' }],
};
const repaired = { code: 'repaired', severity: 'warning', message: 'A comma was missing.', pointer: '/steps/0' };

describe('a cached plan', () => {
  it.each([
    ['without problems', { plan, problems: [] }],
    ['with a repair', { plan, problems: [repaired, { ...repaired, severity: 'info', range: { start: 1, end: 2 } }] }],
    ['with what only a newer version knows', { plan: { ...plan, later: 1 }, problems: [], later: true }],
  ])('is one %s, before and after JSON', (_how, value) => {
    expect(isCachedPlan(value)).toBe(true);
    expect(isCachedPlan(JSON.parse(JSON.stringify(value)))).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['a plan alone', plan],
    ['one without problems', { plan }],
    ['no steps', { plan: { ...plan, steps: [] }, problems: [] }],
    ['no id', { plan: { steps: [step] }, problems: [] }],
    ['a step without a tool', { plan: { ...plan, steps: [{ x: 1 }] }, problems: [] }],
    ['a step that is a name', { plan: { ...plan, steps: ['MoveTo'] }, problems: [] }],
    ['an argument that is null', { plan: { ...plan, steps: [{ ...step, x: null }] }, problems: [] }],
    ['an argument that is an object', { plan: { ...plan, steps: [{ ...step, at: { x: 1 } }] }, problems: [] }],
    ['an argument without an end', { plan: { ...plan, steps: [{ ...step, x: Infinity }] }, problems: [] }],
    ['an error', { plan, problems: [{ ...repaired, severity: 'error' }] }],
    ['an unknown problem', { plan, problems: [{ ...repaired, code: 'toString' }] }],
    ['a problem without words', { plan, problems: [{ ...repaired, message: 7 }] }],
    ['a problem nowhere', { plan, problems: [{ ...repaired, range: { start: 1 } }] }],
  ])('is not %s', (_what, value) => {
    expect(isCachedPlan(value)).toBe(false);
  });
});
