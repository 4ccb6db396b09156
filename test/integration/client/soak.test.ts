import { fork } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SoakReport } from './programs/soak.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const REQUESTS = 100_000;
/** A collection leaves a little more or less each time. */
const NOISE_BYTES = 3 * 1024 * 1024;

function soak(): Promise<SoakReport> {
  return new Promise((resolve, reject) => {
    const program = path.join(import.meta.dirname, 'programs', 'soak.ts');
    const child = fork(program, [String(REQUESTS), path.join(ROOT, 'dist', 'cli.cjs')], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let errors = '';
    let report: SoakReport | undefined;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('message', (message) => {
      report = message as SoakReport;
    });
    child.on('close', (code) => {
      if (report !== undefined && code === 0) resolve(report);
      else reject(new Error(`The program ended with ${code} and said: ${errors}`));
    });
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe('100,000 requests of which 30 % meet a fault', () => {
  it('are all accounted for at every moment, and leave nothing behind', async () => {
    const report = await soak();
    const { outcomes, counters, heap, faults } = report;
    const count = (outcome: string): number => outcomes[outcome] ?? 0;
    expect(Object.keys(outcomes).sort()).toEqual(['cache', 'cancelled', 'fallback', 'model']);
    expect(counters).toMatchObject({
      requests: REQUESTS,
      cacheHits: count('cache'),
      modelPlans: count('model'),
      fallbackPlans: count('fallback'),
      cancelled: count('cancelled'),
      unavailable: 0,
    });
    expect(count('cache') + count('model') + count('fallback') + count('cancelled')).toBe(REQUESTS);
    expect(report.mismatches).toBe(0);
    expect(report.moments).toBeGreaterThanOrEqual(REQUESTS);
    expect(report.unhandled).toEqual([]);
    expect(report.left).toEqual({ sockets: 0, activeRequests: 0, timers: 0 });
    // The faults were really there, each kind of them.
    expect(Object.keys(faults)).toHaveLength(9);

    // Flat after warm-up: the last quarter holds no more than the second.
    const quarter = heap.length / 4;
    const early = median(heap.slice(quarter, 2 * quarter));
    const late = median(heap.slice(3 * quarter));
    expect(late).toBeLessThan(early * 1.05 + NOISE_BYTES);
  }, 600_000);
});
