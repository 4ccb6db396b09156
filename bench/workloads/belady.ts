/**
 * How many hits the best possible cache of `capacity` entries has on `trace`, knowing the future: on a miss it gives up
 * what is asked for latest again, be that the newcomer itself. No cache, admission filter or not, does better.
 * Source: Belady, "A study of replacement algorithms for a virtual-storage computer" (1966), with bypass.
 */
export function optimalHits(trace: readonly number[], capacity: number): number {
  if (capacity <= 0) return 0;
  const nextUse = nextUses(trace);
  /** What is held, with the time of its next use. */
  const held = new Map<number, number>();
  let hits = 0;
  for (const [now, key] of trace.entries()) {
    const next = nextUse[now] ?? Number.POSITIVE_INFINITY;
    if (held.has(key)) hits++;
    else if (next === Number.POSITIVE_INFINITY) continue;
    else if (held.size >= capacity && !makeRoom(held, next)) continue;
    held.set(key, next);
  }
  return hits;
}

/** When each request's key is asked for again; infinity for never. */
function nextUses(trace: readonly number[]): Float64Array {
  const uses = new Float64Array(trace.length);
  const seen = new Map<number, number>();
  for (let at = trace.length - 1; at >= 0; at--) {
    const key = trace[at] ?? 0;
    uses[at] = seen.get(key) ?? Number.POSITIVE_INFINITY;
    seen.set(key, at);
  }
  return uses;
}

/** Gives up what is used latest; false when that is the newcomer, used at `newcomer`. */
function makeRoom(held: Map<number, number>, newcomer: number): boolean {
  let latestKey: number | undefined;
  let latest = newcomer;
  for (const [key, next] of held) {
    if (next > latest) {
      latest = next;
      latestKey = key;
    }
  }
  return latestKey !== undefined && held.delete(latestKey);
}
