import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import { FrequencySketch } from './frequencySketch.ts';
import { LinkedQueue, type Links } from './linkedQueue.ts';

/** Of the entries, and of the bytes, that newcomers have for themselves: a fifth. */
const WINDOW_PARTS = 5;

/** Why a value left: `evicted` to make room, or `expired`. Nothing is told of what is replaced or cleared. */
export type Leaving = 'evicted' | 'expired';

interface Node<V> extends Links<Node<V>> {
  readonly key: string;
  readonly value: V;
  readonly bytes: number;
  /** Monotonic time from which its age counts. */
  readonly startMs: number;
  /** Accesses lately, halved once per era of the sketch. */
  frequency: number;
  era: number;
}

/** What needs room, and when. */
interface Arrival {
  readonly bytes: number;
  readonly nowMs: number;
}

/**
 * Values by key in `lru-cache`, bounded by entries, bytes and age. The latest newcomers have a fifth of the room for
 * themselves, the window. When a newcomer's time there is over and the cache is full, it stays only if it was asked for
 * more often lately than the value that was not used for longest. So a question that comes back soon is found, and a
 * stream of one-time questions leaves the frequent ones alone. Below five entries there is no window. Then, as for a value
 * that is larger than the window, a newcomer is held at once against all others.
 *
 * Source: Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission Policy" (2017), W-TinyLFU. Unlike there,
 * the window is first in, first out, and larger than one hundredth: the moments of a game come back soon or never, see the
 * suite `capacity`.
 *
 * Keys must be digests (see `FrequencySketch`).
 */
export class WindowTinyLfu<V> {
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #onLeave: (key: string, why: Leaving) => void;
  readonly #sketch: FrequencySketch;
  readonly #lru: LRUCache<string, Node<V>>;
  readonly #newcomers = new LinkedQueue<Node<V>>();
  readonly #windowEntries: number;
  readonly #windowBytes: number;
  #newcomersBytes = 0;

  /** `onLeave` is told of each value that leaves, see `Leaving`. */
  constructor(options: {
    readonly clock: Clock;
    readonly maxEntries: number;
    readonly maxBytes: number;
    readonly ttlMs: number;
    /** A lookup takes a reading of the clock for as good as new for so long. */
    readonly expiryResolutionMs: number;
    readonly onLeave: (key: string, why: Leaving) => void;
  }) {
    const { clock, maxEntries, maxBytes, ttlMs, expiryResolutionMs, onLeave } = options;
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#onLeave = onLeave;
    this.#sketch = new FrequencySketch(maxEntries);
    this.#windowEntries = Math.floor(maxEntries / WINDOW_PARTS);
    this.#windowBytes = this.#windowEntries === 0 ? 0 : Math.floor(maxBytes / WINDOW_PARTS);
    this.#lru = new LRUCache({
      max: maxEntries,
      maxSize: maxBytes,
      ttl: ttlMs,
      ttlResolution: expiryResolutionMs,
      perf: { now: () => clock.nowMs() },
      sizeCalculation: ({ bytes }) => bytes,
      dispose: (node, _key, reason) => {
        if (reason === 'expire') this.#leave(node, 'expired');
      },
    });
  }

  /** How many values are held. */
  get size(): number {
    return this.#lru.size;
  }

  /** What they take. */
  get bytes(): number {
    return this.#lru.calculatedSize;
  }

  /** The value under `key`. The access counts for its frequency, also where there is none. */
  get(key: string): V | undefined {
    const node = this.#lru.get(key);
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
    return this.#lru.peek(key)?.value;
  }

  /** Whether there is a value under `key`. Counts nothing. */
  has(key: string): boolean {
    return this.#lru.has(key);
  }

  /**
   * Keeps `value` under `key`, in place of what was there; its age counts from `startMs`. False when it is turned away: it
   * is larger than the whole cache, and then what was there stays; or it is larger than the window, nothing was there, and
   * it is asked for no more often than what it would evict.
   */
  set(key: string, value: V, bytes: number, startMs: number): boolean {
    if (bytes > this.#lru.maxSize) return false;
    const { era } = this.#sketch;
    const frequency = this.#sketch.estimate(key);
    const node: Node<V> = { key, value, bytes, startMs, frequency, era, older: undefined, newer: undefined };
    const held = this.#lru.peek(key, EVEN_EXPIRED);
    const isNew = held === undefined || this.#newcomers.has(held);
    if (held !== undefined) {
      node.frequency = Math.max(frequency, this.#frequencyOf(held));
      this.#lru.delete(key);
      this.#settle(held);
    }
    const arrival = { bytes, nowMs: this.#clock.nowMs() };
    if (isNew && bytes <= this.#windowBytes) {
      this.#makeWindowFor(arrival);
      this.#newcomers.add(node);
      this.#newcomersBytes += bytes;
    } else if (!this.#makeRoomFor(arrival, held === undefined ? frequency : Number.POSITIVE_INFINITY)) return false;
    this.#put(node);
    return true;
  }

  /** The values and from when their age counts, roughly the latest used first. Counts nothing. */
  values(): Iterable<{ readonly key: string; readonly value: V; readonly startMs: number }> {
    return this.#lru.values();
  }

  /** Forgets the value under `key`; it is not told of as leaving. False when there was none. */
  drop(key: string): boolean {
    const held = this.#lru.peek(key, EVEN_EXPIRED);
    if (held === undefined) return false;
    this.#lru.delete(key);
    this.#settle(held);
    return true;
  }

  /** Forgets every value, and how often keys were asked for. */
  clear(): void {
    this.#lru.clear();
    this.#newcomers.clear();
    this.#newcomersBytes = 0;
    this.#sketch.clear();
  }

  /** Ends the time of the oldest newcomers until the window has room for what comes, and makes that room. */
  #makeWindowFor(arrival: Arrival): void {
    while (!this.#hasWindowFor(arrival)) {
      const { oldest } = this.#newcomers;
      if (oldest === undefined) break;
      this.#judge(oldest, arrival);
      this.#settle(oldest);
    }
    // The window has its share by right, be the others as frequent as they may.
    for (let victim = this.#popSettled(arrival); victim !== undefined; victim = this.#popSettled(arrival)) {
      this.#leave(victim, 'evicted');
    }
  }

  /**
   * Holds what was new against what was not used for longest, where one of the two must go. Of two that are asked for
   * equally often the other stays, with a second chance: the next is held against another one.
   */
  #judge(node: Node<V>, arrival: Arrival): void {
    if (this.#isExpired(node, arrival)) {
      this.#lru.delete(node.key);
      this.#leave(node, 'expired');
      return;
    }
    const victim = this.#popSettled(arrival);
    if (victim === undefined) return;
    if (this.#frequencyOf(victim) < this.#frequencyOf(node)) {
      this.#leave(victim, 'evicted');
      return;
    }
    this.#put(victim);
    this.#lru.delete(node.key);
    this.#leave(node, 'evicted');
  }

  /** The next that is not new and must leave for what comes, taken out. */
  #popSettled(arrival: Arrival): Node<V> | undefined {
    while (this.#newcomers.size < this.#lru.size) {
      const node = this.#pop(arrival);
      if (node === undefined || !this.#newcomers.has(node)) return node;
      this.#put(node);
    }
    return undefined;
  }

  /** The next that must leave for what comes, taken out; what has expired is told and goes first. */
  #pop(arrival: Arrival): Node<V> | undefined {
    const lru = this.#lru;
    while (lru.size >= lru.max || lru.calculatedSize + arrival.bytes > lru.maxSize) {
      const node = lru.pop();
      if (node === undefined || !this.#isExpired(node, arrival)) return node;
      this.#leave(node, 'expired');
    }
    return undefined;
  }

  /**
   * Evicts what was not used for longest, newcomers among it, until there is room. False, with everything still in, when
   * one of those is asked for at least as often as `frequency`.
   */
  #makeRoomFor(arrival: Arrival, frequency: number): boolean {
    const victims: Node<V>[] = [];
    for (let victim = this.#pop(arrival); victim !== undefined; victim = this.#pop(arrival)) {
      if (this.#frequencyOf(victim) >= frequency) {
        for (const kept of [victim, ...victims]) this.#put(kept);
        return false;
      }
      victims.push(victim);
    }
    for (const victim of victims) this.#leave(victim, 'evicted');
    return true;
  }

  #hasWindowFor({ bytes }: Arrival): boolean {
    return this.#newcomers.size < this.#windowEntries && this.#newcomersBytes + bytes <= this.#windowBytes;
  }

  #isExpired({ startMs }: Node<V>, { nowMs }: Arrival): boolean {
    return nowMs - startMs > this.#ttlMs;
  }

  #put(node: Node<V>): void {
    // To `lru-cache` 0 is no time at all.
    this.#lru.set(node.key, node, { start: node.startMs === 0 ? -1 : node.startMs });
  }

  /** It is new no more. */
  #settle(node: Node<V>): void {
    if (this.#newcomers.delete(node)) this.#newcomersBytes -= node.bytes;
  }

  #leave(node: Node<V>, why: Leaving): void {
    this.#settle(node);
    const frequency = this.#frequencyOf(node);
    // Its count goes with it, so that it is taken back sooner. Of one access the sketch knows: it was the miss.
    if (frequency > 1) this.#sketch.raise(node.key, frequency);
    this.#onLeave(node.key, why);
  }

  #frequencyOf(node: Node<V>): number {
    const erasPassed = this.#sketch.era - node.era;
    return erasPassed === 0 ? node.frequency : node.frequency >>> Math.min(31, erasPassed);
  }
}

const EVEN_EXPIRED = { allowStale: true } as const;
