import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../../../src/core/world/plan.ts';
import { isSamePlan } from '../../../../src/core/world/samePlan.ts';

const same = (a: readonly PlanStep[], b: readonly PlanStep[]): boolean =>
  isSamePlan({ plan_id: 'a', steps: a }, { plan_id: 'b', steps: b });

describe('two plans are the same', () => {
  it.each<[string, PlanStep[], PlanStep[]]>([
    ['whatever their ids', [{ act: 'Reload' }], [{ act: 'Reload' }]],
    ['whatever the order of arguments', [{ act: 'MoveTo', x: 1, y: 2 }], [{ y: 2, x: 1, act: 'MoveTo' }]],
    ['with equal cells', [{ act: 'Go', to: { x: 1, y: 2 } }], [{ act: 'Go', to: { y: 2, x: 1 } }]],
    ['with equal lists', [{ act: 'Go', path: [{ x: 1, y: 2 }, 3] }], [{ act: 'Go', path: [{ x: 1, y: 2 }, 3] }]],
    ['where 0 has another sign', [{ act: 'MoveTo', x: 0, y: 2 }], [{ act: 'MoveTo', x: -0, y: 2 }]],
  ])('%s', (_what, a, b) => {
    expect([same(a, b), same(b, a)]).toEqual([true, true]);
  });
});

describe('two plans are not the same', () => {
  it.each<[string, PlanStep[], PlanStep[]]>([
    ['when a step is missing', [{ act: 'Reload' }, { act: 'Heal' }], [{ act: 'Reload' }]],
    ['in another order', [{ act: 'Reload' }, { act: 'Heal' }], [{ act: 'Heal' }, { act: 'Reload' }]],
    ['with another tool', [{ act: 'Reload' }], [{ act: 'Heal' }]],
    ['with another number', [{ act: 'MoveTo', x: 1, y: 2 }], [{ act: 'MoveTo', x: 1, y: 3 }]],
    ['with an argument more', [{ act: 'MoveTo', x: 1, y: 2 }], [{ act: 'MoveTo', x: 1, y: 2, speed: 'run' }]],
    ['with another argument', [{ act: 'Scan', radius: 3 }], [{ act: 'Scan', distance: 3 }]],
    ['with another cell', [{ act: 'Go', to: { x: 1, y: 2 } }], [{ act: 'Go', to: { x: 1, y: 3 } }]],
    ['with a shorter list', [{ act: 'Go', path: [1, 2] }], [{ act: 'Go', path: [1] }]],
    ['with another list', [{ act: 'Go', path: [1, 2] }], [{ act: 'Go', path: [1, 3] }]],
    ['with a list for a cell', [{ act: 'Go', to: { x: 1, y: 2 } }], [{ act: 'Go', to: [1, 2] }]],
    ['with text for a number', [{ act: 'Scan', radius: 3 }], [{ act: 'Scan', radius: '3' }]],
  ])('%s', (_what, a, b) => {
    expect([same(a, b), same(b, a)]).toEqual([false, false]);
  });
});
