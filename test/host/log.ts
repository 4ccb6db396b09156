/** Where progress of finding, fetching and starting an editor is told, one line at a time. */
export type Log = (line: string) => void;

/** The message of anything that was thrown, without a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** "0.8 s", "31.2 s": how long ago `startedAt` (of `performance.now()`) was. */
export function secondsSince(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
