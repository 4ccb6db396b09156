import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/core/base/events.ts';

const neverFails = (error: unknown): void => expect.fail(`A listener failed: ${String(error)}`);

describe('an emitter', () => {
  it('tells every listener in the order of subscription', () => {
    const emitter = new Emitter<number>(neverFails);
    const heard: string[] = [];
    emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    expect(heard).toEqual(['first 1', 'second 1']);
  });

  it('stops telling a listener that was disposed, however often', () => {
    const emitter = new Emitter<number>(neverFails);
    const heard: number[] = [];
    const subscription = emitter.event((value) => heard.push(value));
    emitter.fire(1);
    subscription.dispose();
    subscription.dispose();
    emitter.fire(2);
    expect(heard).toEqual([1]);
  });

  it('counts one function subscribed twice as two subscriptions', () => {
    const emitter = new Emitter<number>(neverFails);
    const heard: number[] = [];
    const listener = (value: number): void => void heard.push(value);
    const first = emitter.event(listener);
    emitter.event(listener);
    first.dispose();
    emitter.fire(1);
    expect(heard).toEqual([1]);
  });

  it('goes on after a listener that throws, and reports its error', () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    const heard: number[] = [];
    const broken = new Error('broken listener');
    emitter.event(() => {
      throw broken;
    });
    emitter.event((value) => heard.push(value));
    emitter.fire(1);
    expect(heard).toEqual([1]);
    expect(errors).toEqual([broken]);
  });

  it('does not tell who subscribes meanwhile, so that a listener that subscribes again and again ends', () => {
    const emitter = new Emitter<number>(neverFails);
    let calls = 0;
    const subscribe = (): void => {
      emitter.event(() => {
        calls++;
        if (calls < 10) subscribe();
      });
    };
    subscribe();
    emitter.fire(1);
    expect(calls).toBe(1);
  });

  it('does not tell who is disposed meanwhile', () => {
    const emitter = new Emitter<number>(neverFails);
    const heard: string[] = [];
    emitter.event(() => {
      heard.push('first');
      second.dispose();
    });
    const second = emitter.event(() => heard.push('second'));
    emitter.fire(1);
    expect(heard).toEqual(['first']);
  });

  it('knows whether anyone listens', () => {
    const emitter = new Emitter<number>(neverFails);
    expect(emitter.isHeard).toBe(false);
    const subscription = emitter.event(() => {});
    expect(emitter.isHeard).toBe(true);
    subscription.dispose();
    expect(emitter.isHeard).toBe(false);
  });

  it('is silent after its disposal', () => {
    const emitter = new Emitter<number>(neverFails);
    const heard: number[] = [];
    emitter.event((value) => heard.push(value));
    emitter.dispose();
    emitter.fire(1);
    expect(heard).toEqual([]);
  });
});
