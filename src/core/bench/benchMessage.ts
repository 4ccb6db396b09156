import type { BenchMessage } from './report.ts';

const TYPES: readonly BenchMessage['type'][] = ['progress', 'cases', 'times', 'result', 'report', 'error'];

/**
 * Whether a message over a benchmark process's channel is one of ours, by its tag: both ends are the same build, and
 * anything else on the channel is ignored.
 */
export function isBenchMessage(message: unknown): message is BenchMessage {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return TYPES.some((type) => type === message.type);
}
