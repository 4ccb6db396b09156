import { describe, expect, it } from 'vitest';
import type { CachedPlan } from '../../../src/core/cachedPlan.ts';
import { SharedStatics } from '../../../src/core/sharedStatics.ts';
import { openPlans } from '../../support/stores.ts';

function planOf(model: string): CachedPlan {
  const tools = [{ name: 'MoveTo', digest: 'c3d4' }];
  const limits = { temperature: 0, maxOutputTokens: 512, contextTokens: 8_192 };
  return {
    plan: { plan_id: 'p1', steps: [{ act: 'MoveTo', x: 3, y: -4 }] },
    problems: [],
    asked: { statics: { model, answerer: 'server', ...limits, template: 'a1b2', tools }, question: 'q' },
  };
}

describe('shared statics', () => {
  it('are one object for all plans of which they are equal, and the plans stay as they are', () => {
    const shared = new SharedStatics();
    const [one, other] = [shared.share(planOf('phi3')), shared.share(planOf('phi3'))];
    expect(other).toEqual(planOf('phi3'));
    expect(other.asked.statics).toBe(one.asked.statics);
    expect(shared.share(planOf('qwen')).asked.statics).not.toBe(one.asked.statics);
  });

  it('are forgotten when 64 others were needed since', () => {
    const shared = new SharedStatics();
    const { statics } = shared.share(planOf('loved')).asked;
    for (let i = 0; i < 63; i++) shared.share(planOf(`once ${i}`));
    expect(shared.share(planOf('loved')).asked.statics).toBe(statics);
    for (let i = 0; i < 64; i++) shared.share(planOf(`twice ${i}`));
    expect(shared.share(planOf('loved')).asked.statics).not.toBe(statics);
  });

  it('are those of the plans that a store gives back', () => {
    const { store, clock } = openPlans();
    const worth = { bytes: 1, savedMs: 1, savedTokens: 1 };
    for (const key of ['a', 'b']) store.set({ key, value: planOf('phi3'), worth, savedAtMs: clock.wallMs() });
    const [a, b] = [store.get('a'), store.get('b')];
    expect(a?.value).toEqual(planOf('phi3'));
    expect(a?.value.asked.statics).toBe(b?.value.asked.statics);
    expect(store.newest(2).map(({ value }) => value.asked.statics === a?.value.asked.statics)).toEqual([true, true]);
  });
});
