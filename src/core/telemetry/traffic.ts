/** One look into the cache. */
export interface RecordedRequest {
  /** The first seven characters of the cache key (a digest in base64): tells equal questions from others, and no more. */
  readonly key: string;
  /** Calendar time of the request, milliseconds since the epoch. */
  readonly atMs: number;
  /** Whether the plan of an equal question was found. */
  readonly hit: boolean;
}

/** What the cache was asked of late, and its limits: enough to say what another size would have been worth. */
export interface RecordedTraffic {
  /** `planscope.cache.maxEntries`. */
  readonly maxEntries: number;
  /** `planscope.cache.ttlMs`. */
  readonly ttlMs: number;
  /** Oldest first. */
  readonly requests: readonly RecordedRequest[];
}

/** How many of the newest requests are remembered, unless told otherwise. */
const REMEMBERED_REQUESTS = 10_000;

/** 42 bits: among 10,000 different questions two are taken for one with a chance of 1 in 90,000. */
const KEY_CHARACTERS = 7;
const CHARACTER_BITS = 7;
const CHARACTER_MASK = 2 ** CHARACTER_BITS - 1;
/** The last three characters, and the bit that says whether it was a hit. */
const LOW_FACTOR = 2 ** (3 * CHARACTER_BITS + 1);

/**
 * Remembers the newest requests in 16 bytes each, since it stands in the way of every cache hit: numbers alone, which
 * the garbage collector never looks at.
 */
export class Traffic {
  /** Two numbers a request: its key and whether it was a hit; its time. */
  readonly #numbers: Float64Array;
  /** How many were ever added. */
  #added = 0;

  constructor(capacity = REMEMBERED_REQUESTS) {
    this.#numbers = new Float64Array(2 * capacity);
  }

  /** `key` must be a cache key, see `PromptKey`; `atMs` is calendar time. */
  add(key: string, atMs: number, isHit: boolean): void {
    const high = pack(key, 0, pack(key, 1, pack(key, 2, pack(key, 3, 0))));
    const low = pack(key, 4, pack(key, 5, pack(key, 6, 0)));
    const at = (2 * this.#added++) % this.#numbers.length;
    this.#numbers[at] = high * LOW_FACTOR + low * 2 + (isHit ? 1 : 0);
    this.#numbers[at + 1] = atMs;
  }

  /** Oldest first. */
  list(): RecordedRequest[] {
    const capacity = this.#numbers.length / 2;
    const requests: RecordedRequest[] = [];
    for (let i = Math.max(0, this.#added - capacity); i < this.#added; i++) {
      const at = 2 * (i % capacity);
      const packed = this.#numbers[at] ?? 0;
      requests.push({ key: unpack(packed), atMs: this.#numbers[at + 1] ?? 0, hit: packed % 2 === 1 });
    }
    return requests;
  }
}

function pack(key: string, at: number, rest: number): number {
  return (rest << CHARACTER_BITS) | (key.charCodeAt(at) & CHARACTER_MASK);
}

function unpack(packed: number): string {
  const high = Math.floor(packed / LOW_FACTOR);
  const low = Math.floor((packed % LOW_FACTOR) / 2);
  const codes = Array.from({ length: KEY_CHARACTERS }, (_, at) =>
    at < 4 ? high >>> (CHARACTER_BITS * at) : low >>> (CHARACTER_BITS * (at - 4)),
  );
  return String.fromCharCode(...codes.map((code) => code & CHARACTER_MASK));
}
