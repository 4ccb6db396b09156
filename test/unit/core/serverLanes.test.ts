import { describe, expect, it } from 'vitest';
import { ServerLanes } from '../../../src/core/serverLanes.ts';

const limits = { maxConcurrent: 1, maxWaiting: 4 };
const never = new AbortController().signal;

describe('the lanes to servers', () => {
  it('are apart: a server that hangs blocks no other', async () => {
    const lanes = new ServerLanes(() => {});
    const hanging = lanes.to('http://a', limits);
    void hanging.queue.run(() => new Promise(() => {}), never);
    const other = lanes.to('http://b', limits);
    expect(await other.queue.run(() => 'answer', never)).toBe('answer');
  });

  it('are the same ones again while something is under way there, with the limits of now', () => {
    const lanes = new ServerLanes(() => {});
    const lane = lanes.to('http://a', limits);
    void lane.queue.run(() => new Promise(() => {}), never);
    lanes.to('http://b', limits);
    expect(lanes.to('http://a', { maxConcurrent: 3, maxWaiting: 4 })).toBe(lane);
    expect(lane.queue.status()).toMatchObject({ running: 1, maxConcurrent: 3 });
  });

  it('are forgotten when nothing is under way there any more', () => {
    const lanes = new ServerLanes(() => {});
    const lane = lanes.to('http://a', limits);
    lanes.to('http://b', limits);
    expect(lanes.to('http://a', limits)).not.toBe(lane);
  });

  it('end with the client: who waits is told so', async () => {
    const lanes = new ServerLanes(() => {});
    const { queue } = lanes.to('http://a', limits);
    void queue.run(() => new Promise(() => {}), never);
    const waiting = queue.run(() => 'never', never);
    lanes.dispose();
    await expect(waiting).rejects.toMatchObject({ code: 'disposed' });
  });
});
