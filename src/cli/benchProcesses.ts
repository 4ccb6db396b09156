import { statSync } from 'node:fs';
import type { Clock } from '../core/base/clock.ts';
import { CoreError } from '../core/base/errors.ts';
import { endedWithoutResult, runBenchProcess } from '../core/bench/benchProcess.ts';
import { budgetFor } from '../core/bench/budget.ts';
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
  /** Told when a process begins a floor or case; `done` of all processes together. */
  readonly onProgress: (progress: Pick<Progress, 'done' | 'id'>) => void;
}

/** A case is stopped before that, and says so. */
const SILENCE_MS = 2 * budgetFor('full').caseLimitMs;

/** More of them would disturb one another. */
const SIDE_BY_SIDE = 4;

/**
 * Measures in all processes of a run but the last: what mostly waits in up to four side by side, which disturbs nobody, and
 * one after another what works. Rejects with a `CoreError` when one ends without its times, and with the signal's reason
 * when that aborts; no process is left behind either way.
 */
export async function measureInEarlierProcesses(
  { clock, program, processes, args, repeated, onProgress }: EarlierOptions,
  signal: AbortSignal,
): Promise<readonly ProcessTimes[]> {
  const { execPath, cliEntry: entry } = program;
  const all: ProcessTimes[] = [];
  const failed = new AbortController();
  const built = fingerprintOf(entry);

  const measureIn = async (process: number, share: Share): Promise<void> => {
    const expected = repeated.filter(inShare(share)).length;
    if (expected === 0) return;
    let received = 0;
    let current = 'its start';
    if (fingerprintOf(entry) !== built) throw rebuilt();
    const count = ['--processes', String(processes), '--process', String(process)];
    const end = await runBenchProcess(
      { clock, execPath, entry, args: ['--times-only', share, ...count, ...args], silenceMs: SILENCE_MS },
      (message) => {
        if (message.type === 'progress' && message.done < message.total)
          onProgress({ done: all.length, id: message.id });
        if (message.type === 'progress') current = message.id;
        if (message.type !== 'times') return;
        received++;
        all.push(message.times);
      },
      AbortSignal.any([signal, failed.signal]),
    );
    if (received < expected) {
      throw endedWithoutResult(end, `Process ${process + 1} of the ${processes} of this run, at ${current},`);
    }
  };

  const waiting = Array.from({ length: processes - 1 }, (_, process) => process);
  const lanes = waiting.slice(0, SIDE_BY_SIDE).map(async () => {
    for (let process = waiting.shift(); process !== undefined; process = waiting.shift()) {
      await measureIn(process, 'waiting');
    }
  });
  try {
    await Promise.all(lanes);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(lanes);
    throw error;
  }
  for (let process = 0; process < processes - 1; process++) await measureIn(process, 'working');
  if (fingerprintOf(entry) !== built) throw rebuilt();
  return all;
}

/** Changes when the program is built anew, which would mix two programs in one report. */
function fingerprintOf(entry: string): string {
  const { mtimeMs, size } = statSync(entry, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 };
  return `${mtimeMs} ${size}`;
}

function rebuilt(): CoreError {
  return new CoreError('bench-failed', 'The program was built anew while it was measured. Start the run again.');
}
