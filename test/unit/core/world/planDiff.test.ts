import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan, PlanStep } from '../../../../src/core/world/plan.ts';
import { diffPlans } from '../../../../src/core/world/planDiff.ts';
import { plan } from './worlds.ts';

const step = fc.oneof(
  fc.constant<PlanStep>({ act: 'Reload' }),
  fc.integer({ min: 0, max: 3 }).map((x): PlanStep => ({ act: 'MoveTo', x, y: 0 })),
  fc.integer({ min: 1, max: 3 }).map((id): PlanStep => ({ act: 'Attack', target_id: id })),
);
const plans = fc.array(step, { maxLength: 8 }).map((steps): Plan => plan(...steps));

describe('diffPlans', () => {
  it('matches equal steps, names what changed in others, and says what is new or gone', () => {
    const a = plan({ act: 'Reload' }, { act: 'MoveTo', x: 1, y: 2 }, { act: 'Scan', radius: 3 });
    const b = plan(
      { act: 'MoveTo', x: 1, y: 5, speed: 'run' },
      { act: 'Scan', radius: 3 },
      { act: 'Wait', duration: 1 },
    );
    expect(diffPlans(a, b)).toEqual([
      { type: 'removed', step: { act: 'Reload' }, a: 0 },
      {
        type: 'changed',
        before: a.steps[1],
        after: b.steps[0],
        a: 1,
        b: 0,
        args: [
          { name: 'y', before: 2, after: 5 },
          { name: 'speed', before: undefined, after: 'run' },
        ],
      },
      { type: 'same', step: { act: 'Scan', radius: 3 }, a: 2, b: 1 },
      { type: 'added', step: { act: 'Wait', duration: 1 }, b: 2 },
    ]);
  });

  it('names no argument whose cell is only written in another order', () => {
    const a = plan({ act: 'Go', to: { x: 1, y: 2 }, fast: true });
    const b = plan({ act: 'Go', to: { y: 2, x: 1 }, fast: false });
    expect(diffPlans(a, b)).toMatchObject([{ type: 'changed', args: [{ name: 'fast', before: true, after: false }] }]);
  });

  it('leads from the one plan to the other, each step of both once and in order', () => {
    fc.assert(
      fc.property(plans, plans, (a, b) => {
        const changes = diffPlans(a, b);
        const before = changes.flatMap((change) => {
          if (change.type === 'added') return [];
          return [change.type === 'changed' ? change.before : change.step];
        });
        const after = changes.flatMap((change) => {
          if (change.type === 'removed') return [];
          return [change.type === 'changed' ? change.after : change.step];
        });
        expect(before).toEqual(a.steps);
        expect(after).toEqual(b.steps);
      }),
    );
  });

  it('finds nothing but equal steps between a plan and itself', () => {
    fc.assert(
      fc.property(plans, (one) => {
        expect(diffPlans(one, one).every(({ type }) => type === 'same')).toBe(true);
      }),
    );
  });
});
