import { describe, expect, it } from 'vitest';
import { makeCache, replay } from '../../../../bench/support/caches.ts';
import { CaseFailure } from '../../../../src/core/bench/benchCase.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const never = new AbortController().signal;
const digest = (name: string): string => name.padEnd(44, '.');

describe('a trace replayed through a cache', () => {
  it('counts hits and times every request', () => {
    const clock = new FakeClock();
    const requests = ['a', 'b', 'a', 'a'];
    const cache = makeCache<string>(clock, 10);
    const { hits, timingsNs } = replay({ clock, cache, requests, keyOf: digest, answer: (one) => one }, never);
    expect(hits).toBe(2);
    expect(timingsNs).toHaveLength(4);
  });

  it('fails when a hit answers another question', () => {
    const clock = new FakeClock();
    const sameKey = (): string => digest('same');
    const cache = makeCache<string>(clock, 10);
    const run = (): unknown =>
      replay({ clock, cache, requests: ['a', 'b'], keyOf: sameKey, answer: (one) => one }, never);
    expect(run).toThrow(CaseFailure);
    expect(run).toThrow(/answer to another question/);
  });
});
