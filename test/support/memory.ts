import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects this process's garbage, all of it, at once. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}

/** Bytes of JavaScript objects that are still in use. */
export function usedHeapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** How many objects of this class, or of one below it, are still in use. */
export function livingObjects(kind: abstract new (...args: never[]) => object): number {
  collectGarbage();
  // The prototype of a class that extends it is one of its objects too; it is there before and after.
  return queryObjects(kind, { format: 'count' });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
