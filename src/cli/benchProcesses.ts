import type { Clock } from '../core/base/clock.ts';
import { endedWithoutResult, runBenchProcess } from '../core/bench/benchProcess.ts';
import type { ProcessTimes } from '../core/bench/measurement.ts';
import type { Progress } from '../core/bench/runner.ts';
import type { BenchProgram } from './benchProgram.ts';

/** What an earlier process of a run measures: what leaves the processor to others, and what does not. */
export const SHARES = ['waiting', 'working'] as const;
export type Share = (typeof SHARES)[number];

interface Repeated {
  readonly id: string;
  readonly isMostlyWaiting?: boolean;
}

/** What belongs to one share of a run's work. */
export function inShare(share: Share): (subject: Repeated) => boolean {
  return ({ isMostlyWaiting = false }) => isMostlyWaiting === (share === 'waiting');
}

export interface EarlierOptions {
  readonly clock: Clock;
  readonly program: BenchProgram;
  /** How many processes measure in all; this one is the last of them. */
  readonly processes: number;
  /** What the command line of each says besides: mode, seed, cases. */
  readonly args: readonly string[];
  /** Every floor and case that a process repeats. */
  readonly repeated: readonly Repeated[];
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Measures in all processes of a run but the last: side by side what mostly waits, which disturbs nobody, and one after
 * another what works. Rejects with a `CoreError` when one ends without its times, and with the signal's reason when that
 * aborts; no process is left behind either way.
 */
export async function measureInEarlierProcesses(
  { clock, program, processes, args, repeated, onProgress }: EarlierOptions,
  signal: AbortSignal,
): Promise<readonly ProcessTimes[]> {
  const { execPath, cliEntry: entry } = program;
  const total = (processes - 1) * repeated.length;
  const all: ProcessTimes[] = [];
  const failed = new AbortController();

  const one = async (share: Share): Promise<void> => {
    const expected = repeated.filter(inShare(share));
    if (expected.length === 0) return;
    const times: ProcessTimes[] = [];
    const end = await runBenchProcess(
      { clock, execPath, entry, args: ['--times-only', share, '--processes', String(processes), ...args] },
      (message) => {
        if (message.type === 'progress' && message.done < message.total)
          onProgress({ done: all.length, total, id: message.id });
        if (message.type !== 'times') return;
        times.push(message.times);
        all.push(message.times);
      },
      AbortSignal.any([signal, failed.signal]),
    );
    if (times.length < expected.length) throw endedWithoutResult(end);
  };

  const others = Array.from({ length: processes - 1 }, (_, i) => i);
  const waiting = others.map(() => one('waiting'));
  try {
    await Promise.all(waiting);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(waiting);
    throw error;
  }
  for (const _ of others) await one('working');
  return all;
}
