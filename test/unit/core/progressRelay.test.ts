import { describe, expect, it } from 'vitest';
import type { PlanProgress } from '../../../src/core/planRequest.ts';
import { ProgressRelay } from '../../../src/core/progressRelay.ts';

const step = (index: number): PlanProgress => ({ type: 'step', index, step: { act: 'Scan', radius: index } });
const asking: PlanProgress = { type: 'asking', tier: 'full' };

describe('the progress of a shared call', () => {
  it('reaches everybody who listens, in order', () => {
    const relay = new ProgressRelay(() => {});
    const heard: [string, PlanProgress][] = [];
    relay.add((progress) => heard.push(['a', progress]));
    relay.add((progress) => heard.push(['b', progress]));
    relay.tell(asking);
    relay.tell(step(0));
    expect(heard).toEqual([
      ['a', asking],
      ['b', asking],
      ['a', step(0)],
      ['b', step(0)],
    ]);
  });

  it('is told from the last asking on to who joins late', () => {
    const relay = new ProgressRelay(() => {});
    for (const progress of [asking, step(0), asking, step(1)]) relay.tell(progress);
    const heard: PlanProgress[] = [];
    relay.add((progress) => heard.push(progress));
    relay.tell(step(2));
    expect(heard).toEqual([asking, step(1), step(2)]);
  });

  it('is told no more to who left', () => {
    const relay = new ProgressRelay(() => {});
    const heard: PlanProgress[] = [];
    relay.add((progress) => heard.push(progress)).dispose();
    relay.tell(asking);
    expect(heard).toEqual([]);
  });

  it('goes on where a listener throws, at once or later', () => {
    const errors: unknown[] = [];
    const relay = new ProgressRelay((error) => errors.push(error));
    relay.tell(asking);
    const heard: PlanProgress[] = [];
    relay.add(() => {
      throw new Error('listener');
    });
    relay.add((progress) => heard.push(progress));
    relay.tell(step(0));
    expect(errors).toHaveLength(2);
    expect(heard).toEqual([asking, step(0)]);
  });
});
