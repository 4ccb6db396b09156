import type { Random } from '../base/random.ts';

/** How long to wait before a retry. */
export interface BackoffSettings {
  /** Wait before the first retry, milliseconds; doubles with each further one. */
  readonly initialMs: number;
  /** No wait is longer than this, jitter included, milliseconds. */
  readonly maxMs: number;
  /** Each wait is varied by up to this share of itself, up or down; 0..1. */
  readonly jitter: number;
}

/**
 * The wait before retry number `retry` (1 is the first), milliseconds: exponential, capped, varied, capped again.
 * With 50 ms, 500 ms and no jitter: 50, 100, 200, 400, 500.
 */
export function backoffMs(retry: number, settings: BackoffSettings, random: Random): number {
  const plain = Math.min(settings.initialMs * 2 ** (retry - 1), settings.maxMs);
  if (settings.jitter === 0) return plain;
  return Math.min(plain * (1 + settings.jitter * (2 * random.next() - 1)), settings.maxMs);
}
