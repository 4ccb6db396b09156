/**
 * How many hits the best possible cache of `capacity` entries has on `trace`, knowing the future: on a miss it gives up
 * what is asked for latest again, be that the newcomer itself. No cache, admission filter or not, does better.
 * Source: Belady, "A study of replacement algorithms for a virtual-storage computer" (1966), with bypass.
 */
export function optimalHits(trace: readonly number[], capacity: number): number {
  if (capacity <= 0) return 0;
  const nextUse = nextUses(trace);
  const held = new Set<number>();
  const uses = new LatestFirst();
  let hits = 0;
  for (const [now, key] of trace.entries()) {
    const next = nextUse[now] ?? NEVER;
    if (held.has(key)) {
      hits++;
      // Its use until now stays among `uses`: it is past, so it comes after every other and is never taken out.
      if (next === NEVER) held.delete(key);
      else uses.add(next);
      continue;
    }
    if (next === NEVER) continue;
    if (held.size >= capacity) {
      const latest = uses.latest();
      if (latest < next) continue;
      uses.takeLatest();
      held.delete(trace[latest] ?? 0);
    }
    held.add(key);
    uses.add(next);
  }
  return hits;
}

/**
 * The same trace for caches that serve an entry for `ttlMs` at most: a question that was not asked for longer than that
 * is another one. `timesMs` is when each request came, never falling. Its optimum bounds that of any such cache: a hit
 * needs a request for the same question within that time before it.
 */
export function withExpiry(trace: readonly number[], timesMs: readonly number[], ttlMs: number): readonly number[] {
  const latest = new Map<number, { readonly as: number; readonly atMs: number }>();
  let questions = 0;
  return trace.map((key, i) => {
    const atMs = timesMs[i] ?? 0;
    const before = latest.get(key);
    const as = before !== undefined && atMs - before.atMs <= ttlMs ? before.as : questions++;
    latest.set(key, { as, atMs });
    return as;
  });
}

const NEVER = Number.POSITIVE_INFINITY;

/** When each request's key is asked for again. */
function nextUses(trace: readonly number[]): Float64Array {
  const uses = new Float64Array(trace.length);
  const seen = new Map<number, number>();
  for (let at = trace.length - 1; at >= 0; at--) {
    const key = trace[at] ?? 0;
    uses[at] = seen.get(key) ?? NEVER;
    seen.set(key, at);
  }
  return uses;
}

/** Times with the latest at hand: a binary heap. */
class LatestFirst {
  readonly #times: number[] = [];

  latest(): number {
    return this.#times[0] ?? -1;
  }

  add(time: number): void {
    const times = this.#times;
    let at = times.length;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      const parent = times[above] ?? 0;
      if (parent >= time) break;
      times[at] = parent;
      at = above;
    }
    times[at] = time;
  }

  takeLatest(): void {
    const times = this.#times;
    const last = times.pop();
    if (last === undefined || times.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if ((times[below + 1] ?? -1) > (times[below] ?? -1)) below++;
      const child = times[below] ?? -1;
      if (child <= last) break;
      times[at] = child;
      at = below;
    }
    times[at] = last;
  }
}
