import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Frame } from 'playwright-core';
import type { Editor } from '../../host/editor.ts';

/** What the dashboard's page holds at one moment, garbage collected. */
export interface PageSample {
  readonly atMs: number;
  readonly heapBytes: number;
  /** In the document or kept by it, with their listeners and text. */
  readonly nodes: number;
}

/** So often a sample looks, and takes the least: an update under way holds what was before it and what comes after. */
const LOOKS = 5;
const LOOK_MS = 70;

/** Looks at the dashboard's page from outside. */
export interface DashboardMeter {
  sample(): Promise<PageSample>;
  /** When the page got each message since the meter began, milliseconds, and the characters of the newest as JSON. */
  messages(): Promise<{ readonly atMs: readonly number[]; readonly newestLength: number }>;
  /** CPU time that the page's thread has spent, milliseconds. */
  busyMs(): Promise<number>;
}

/** Begins with the page in `frame`. */
export async function meterDashboard(editor: Editor, frame: Frame): Promise<DashboardMeter> {
  const session = await sessionOf(editor, frame);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await session.send('HeapProfiler.enable');
  await frame.evaluate(() => {
    const seen = { atMs: [] as number[], newest: undefined as unknown };
    Object.assign(globalThis, { planscopeSeen: seen });
    addEventListener('message', ({ data }) => {
      seen.atMs.push(performance.now());
      seen.newest = data;
    });
  });
  return {
    async sample() {
      let [heapBytes, nodes] = [Infinity, Infinity];
      for (let look = 0; look < LOOKS; look++) {
        await session.send('HeapProfiler.collectGarbage');
        heapBytes = Math.min(heapBytes, (await session.send('Runtime.getHeapUsage')).usedSize);
        nodes = Math.min(nodes, (await session.send('Memory.getDOMCounters')).nodes);
        await sleep(LOOK_MS);
      }
      return { atMs: performance.now(), heapBytes, nodes };
    },
    messages: () =>
      frame.evaluate(() => {
        const { planscopeSeen: seen } = globalThis as unknown as {
          readonly planscopeSeen: { readonly atMs: readonly number[]; readonly newest: unknown };
        };
        return { atMs: seen.atMs, newestLength: JSON.stringify(seen.newest ?? null).length };
      }),
    async busyMs() {
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
    },
  };
}

/** The page is in the process of the frame around it, which has a session of its own where webviews are isolated. */
async function sessionOf(editor: Editor, frame: Frame): Promise<CDPSession> {
  const outer = frame.parentFrame();
  if (outer === null) throw new Error('The dashboard is not in a webview.');
  return await editor.page.context().newCDPSession(outer);
}
