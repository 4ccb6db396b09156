import { expect, it } from 'vitest';
import { announcement } from '../../../src/shared/announcement.ts';
import { busyClient, busyDashboard, openBreaker, sampleBreaker } from './samples/sampleClient.ts';

const closed = busyDashboard({ client: busyClient({ breakers: [sampleBreaker()] }) });
const open = busyDashboard({ client: busyClient({ breakers: [openBreaker()] }) });

it('says nothing of the first model that it is given', () => {
  expect(announcement(undefined, open)).toBe('');
});

it('says that a breaker opened and when it tries again', () => {
  expect(announcement(closed, open)).toBe('Circuit breaker of phi3:mini: open, next trial in 12 s.');
});

it('says nothing when only figures moved', () => {
  const moved = busyDashboard({ client: busyClient({ breakers: [openBreaker({ refused: 99 })] }) });
  expect(announcement(open, moved)).toBe('');
});

it('says that benchmarks started and ended', () => {
  const running = { ...closed, running: { done: 0, total: 33, id: 'llm/cache_hit_latency' } };
  expect([announcement(closed, running), announcement(running, closed)]).toEqual([
    'Benchmarks started.',
    'Benchmarks ended.',
  ]);
});
