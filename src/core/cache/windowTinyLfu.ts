import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import { FrequencySketch } from './frequencySketch.ts';

/** Of the entries, and of the bytes, that newcomers have for themselves: a fifth. */
const WINDOW_PARTS = 5;

/**
 * Why a value left, other than for another under its key and by a clear: `evicted` from the main region for a more frequent
 * one, `rejected` by the main region when the window gave it up, or `expired`.
 */
export type Leaving = 'evicted' | 'rejected' | 'expired';

interface Node<V> {
  readonly key: string;
  readonly value: V;
  readonly bytes: number;
  /** Monotonic time from which its age counts. */
  readonly startMs: number;
  /** Accesses lately, halved once per era of the sketch. */
  frequency: number;
  era: number;
}

type Region<V> = LRUCache<string, Node<V>>;

/**
 * Values by key, bounded by entries, bytes and age, in two regions of `lru-cache`. A newcomer comes to the window, a fifth
 * of the room, which gives up what was not used for longest. What the window gives up moves on to the main region; when
 * that is full, only if it was asked for more often lately than what it would evict there. So a question that comes back
 * soon is found in the window, and a stream of one-time questions leaves the frequent ones in the main region alone.
 * Below five entries there is no window.
 *
 * Source: Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission Policy" (2017), W-TinyLFU. A window of
 * one hundredth, as it is there, serves the traffic of a game badly: its moments come back soon or never. A fifth costs
 * little where popularity is lasting; the suite `capacity` shows both.
 *
 * Keys must be digests (see `FrequencySketch`).
 */
export class WindowTinyLfu<V> {
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #onLeave: (key: string, why: Leaving) => void;
  readonly #sketch: FrequencySketch;
  readonly #window: Region<V> | undefined;
  readonly #main: Region<V>;

  /** `onLeave` is told of each value that leaves, see `Leaving`. */
  constructor(options: {
    readonly clock: Clock;
    readonly maxEntries: number;
    readonly maxBytes: number;
    readonly ttlMs: number;
    /** Expiry looks at one reading of the clock per this many milliseconds. */
    readonly expiryResolutionMs: number;
    readonly onLeave: (key: string, why: Leaving) => void;
  }) {
    const { clock, maxEntries, maxBytes, ttlMs, expiryResolutionMs, onLeave } = options;
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#onLeave = onLeave;
    this.#sketch = new FrequencySketch(maxEntries);
    const region = (max: number, maxSize: number): Region<V> =>
      new LRUCache({
        max,
        maxSize,
        ttl: ttlMs,
        ttlResolution: expiryResolutionMs,
        perf: { now: () => clock.nowMs() },
        sizeCalculation: ({ bytes }) => bytes,
        dispose: (_node, key, reason) => {
          if (reason === 'expire') onLeave(key, 'expired');
        },
      });
    const newcomers = Math.floor(maxEntries / WINDOW_PARTS);
    const newcomersBytes = newcomers === 0 ? 0 : Math.floor(maxBytes / WINDOW_PARTS);
    this.#window = newcomersBytes === 0 ? undefined : region(newcomers, newcomersBytes);
    this.#main = region(maxEntries - (this.#window?.max ?? 0), maxBytes - newcomersBytes);
  }

  /** How many values are held. */
  get size(): number {
    return this.#main.size + (this.#window?.size ?? 0);
  }

  /** What they take. */
  get bytes(): number {
    return this.#main.calculatedSize + (this.#window?.calculatedSize ?? 0);
  }

  /** The value under `key`. The access counts for its frequency, also where there is none. */
  get(key: string): V | undefined {
    const node = this.#main.get(key) ?? this.#window?.get(key);
    if (node === undefined) {
      this.#sketch.add(key);
      return undefined;
    }
    node.frequency = this.#frequencyOf(node) + 1;
    node.era = this.#sketch.era;
    this.#sketch.tick();
    return node.value;
  }

  /** The value under `key`. Counts nothing. */
  peek(key: string): V | undefined {
    return (this.#main.peek(key) ?? this.#window?.peek(key))?.value;
  }

  /** Whether there is a value under `key`. Counts nothing. */
  has(key: string): boolean {
    return this.#main.has(key) || this.#window?.has(key) === true;
  }

  /**
   * Keeps `value` under `key`, in place of what was there; its age counts from `startMs`. False when it is turned away: it
   * is larger than the main region, and then what was there stays; or it is too large for the window, nothing was there,
   * and it is asked for no more often than what it would evict.
   */
  set(key: string, value: V, bytes: number, startMs: number): boolean {
    if (bytes > this.#main.maxSize) return false;
    const { era } = this.#sketch;
    const node: Node<V> = { key, value, bytes, startMs, frequency: this.#sketch.estimate(key), era };
    const held = this.#main.peek(key) ?? this.#window?.peek(key);
    if (held !== undefined) node.frequency = Math.max(node.frequency, this.#frequencyOf(held));
    // Also where it has expired: a key must not be in both regions.
    this.#main.delete(key);
    this.#window?.delete(key);
    return this.#welcome(node) || this.#admit(node, held !== undefined);
  }

  /** The window's values, the latest used first, and then the main region's. Counts nothing. */
  *values(): Generator<{ readonly value: V; readonly startMs: number }, void, undefined> {
    if (this.#window !== undefined) yield* this.#window.values();
    yield* this.#main.values();
  }

  /** Forgets every value, and how often keys were asked for. */
  clear(): void {
    this.#window?.clear();
    this.#main.clear();
    this.#sketch.clear();
  }

  /** Takes a value into the window; false when it is too large for it. */
  #welcome(node: Node<V>): boolean {
    const window = this.#window;
    if (window === undefined || node.bytes > window.maxSize) return false;
    for (let leaver = this.#pop(window, node); leaver !== undefined; leaver = this.#pop(window, node)) {
      if (!this.#admit(leaver)) this.#leave(leaver, 'rejected');
    }
    put(window, node);
    return true;
  }

  /**
   * Takes a value into the main region. False, with everything that was there still in, when one of those that would go
   * is asked for at least as often, unless it `isCertain`; that one gets a second chance, so that the next newcomer is
   * held against another.
   */
  #admit(node: Node<V>, isCertain = false): boolean {
    const main = this.#main;
    const victims: Node<V>[] = [];
    for (let victim = this.#pop(main, node); victim !== undefined; victim = this.#pop(main, node)) {
      if (!isCertain && this.#frequencyOf(victim) >= this.#frequencyOf(node)) {
        for (const kept of [victim, ...victims]) put(main, kept);
        return false;
      }
      victims.push(victim);
    }
    for (const victim of victims) this.#leave(victim, 'evicted');
    put(main, node);
    return true;
  }

  /** The next that must leave `region` before `newcomer` fits, taken out. What has expired goes without a word. */
  #pop(region: Region<V>, newcomer: Node<V>): Node<V> | undefined {
    while (region.size >= region.max || region.calculatedSize + newcomer.bytes > region.maxSize) {
      const node = region.pop();
      if (node === undefined || this.#clock.nowMs() - node.startMs <= this.#ttlMs) return node;
      this.#onLeave(node.key, 'expired');
    }
    return undefined;
  }

  #leave(node: Node<V>, why: Leaving): void {
    // Its count goes with it, so that it is taken back sooner.
    this.#sketch.raise(node.key, this.#frequencyOf(node));
    this.#onLeave(node.key, why);
  }

  #frequencyOf(node: Node<V>): number {
    const erasPassed = this.#sketch.era - node.era;
    return erasPassed === 0 ? node.frequency : node.frequency >>> Math.min(31, erasPassed);
  }
}

function put<V>(region: Region<V>, node: Node<V>): void {
  region.set(node.key, node, { start: node.startMs });
}
