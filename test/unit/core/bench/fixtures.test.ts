import { describe, expect, it } from 'vitest';
import { FixtureStore, type Owned } from '../../../../src/core/bench/fixtures.ts';

interface Things {
  readonly server: string;
  readonly client: string;
}

function recording(log: string[]): { own<T>(value: T): Owned<T> } {
  return {
    own: (value) => {
      log.push(`made ${value}`);
      return { value, dispose: () => void log.push(`ended ${value}`) };
    },
  };
}

describe('shared fixtures', () => {
  const { signal } = new AbortController();

  it('are made at their first use, once', async () => {
    const log: string[] = [];
    const { own } = recording(log);
    const store = new FixtureStore<Things>(
      { server: async () => own('server'), client: async () => own('client') },
      signal,
    );
    expect(log).toEqual([]);
    expect(await Promise.all([store.get('server'), store.get('server')])).toEqual(['server', 'server']);
    expect(log).toEqual(['made server']);
  });

  it('end before what they needed', async () => {
    const log: string[] = [];
    const { own } = recording(log);
    const store = new FixtureStore<Things>(
      {
        server: async () => own('server'),
        client: async (scope) => own(`client of ${await scope.get('server')}`),
      },
      signal,
    );
    await store.get('client');
    await store.dispose();
    expect(log.slice(2)).toEqual(['ended client of server', 'ended server']);
  });

  it('end once, however often the store is disposed', async () => {
    const log: string[] = [];
    const { own } = recording(log);
    const store = new FixtureStore<Things>(
      { server: async () => own('server'), client: async () => own('client') },
      signal,
    );
    await store.get('server');
    await Promise.all([store.dispose(), store.dispose()]);
    expect(log).toEqual(['made server', 'ended server']);
  });

  it('end too when they became ready only after the disposal began', async () => {
    const log: string[] = [];
    const { own } = recording(log);
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const store = new FixtureStore<Things>(
      { server: () => gate.then(() => own('server')), client: async () => own('client') },
      signal,
    );
    const asked = store.get('server');
    const disposal = store.dispose();
    open();
    await Promise.all([asked, disposal]);
    expect(log).toEqual(['made server', 'ended server']);
  });

  it('reject for everyone who asks when they cannot be made', async () => {
    const store = new FixtureStore<Things>(
      { server: () => Promise.reject(new Error('the port is in use')), client: () => Promise.reject(new Error('no')) },
      signal,
    );
    await expect(store.get('server')).rejects.toThrow('the port is in use');
    await expect(store.get('server')).rejects.toThrow('the port is in use');
    await expect(store.dispose()).resolves.toBeUndefined();
  });

  it('end all when one fails to end, and say so afterwards', async () => {
    const log: string[] = [];
    const store = new FixtureStore<Things>(
      {
        server: async () => ({ value: 'server', dispose: () => void log.push('ended server') }),
        client: async () => ({ value: 'client', dispose: () => Promise.reject(new Error('stuck')) }),
      },
      signal,
    );
    await store.get('server');
    await store.get('client');
    await expect(store.dispose()).rejects.toThrow('stuck');
    expect(log).toEqual(['ended server']);
  });

  it('are not made any more after the end', async () => {
    const store = new FixtureStore<Things>(
      {
        server: async () => ({ value: 'server', dispose() {} }),
        client: async () => ({ value: 'client', dispose() {} }),
      },
      signal,
    );
    await store.dispose();
    await expect(store.get('server')).rejects.toThrow('The run is over');
  });
});
