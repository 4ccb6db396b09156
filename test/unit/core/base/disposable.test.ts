import { describe, expect, it } from 'vitest';
import { DisposableStore } from '../../../../src/core/base/disposable.ts';

describe('a store of disposables', () => {
  it('ends them in reverse order, once', () => {
    const log: string[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => void log.push('first') });
    store.add({ dispose: () => void log.push('second') });
    store.dispose();
    store.dispose();
    expect(log).toEqual(['second', 'first']);
    expect(store.isDisposed).toBe(true);
  });

  it('ends at once what is added too late', () => {
    const log: string[] = [];
    const store = new DisposableStore();
    store.dispose();
    store.add({ dispose: () => void log.push('late') });
    expect(log).toEqual(['late']);
  });

  it('ends all of them when some throw, then throws the first error', () => {
    const log: string[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => void log.push('ended') });
    for (const name of ['later', 'stuck']) {
      store.add({
        dispose: () => {
          throw new Error(name);
        },
      });
    }
    expect(() => store.dispose()).toThrow('stuck');
    expect(log).toEqual(['ended']);
  });
});
