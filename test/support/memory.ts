import { queryObjects } from 'node:v8';

/** Bytes of JavaScript objects that are still in use. For processes with `--expose-gc`. */
export function usedHeapBytes(): number {
  if (globalThis.gc === undefined) throw new Error('garbage can only be collected with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** How many objects of this class, or of one below it, are still in use. Takes a walk through the whole heap. */
export function livingObjects(kind: abstract new (...args: never[]) => object): number {
  return queryObjects(kind, { format: 'count' });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
