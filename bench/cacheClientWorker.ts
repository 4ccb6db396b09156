import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { CacheClientData, FromCacheClient } from './support/cacheMessages.ts';

/** A worker thread that asks the cache's owner for plans over its message port: one of several, like game agents. */
async function askAll(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('This program runs as a worker thread of the benchmarks only.');
  const say = (message: FromCacheClient): void => port.postMessage(message);
  // The owner alone starts this program, and with this data.
  const { texts } = workerData as CacheClientData;
  const timingsNs: number[] = [];
  for (const text of texts) {
    const startMs = performance.now();
    say({ type: 'ask', text });
    await once(port, 'message');
    timingsNs.push((performance.now() - startMs) * 1e6);
  }
  say({ type: 'done', timingsNs });
}

void askAll();
