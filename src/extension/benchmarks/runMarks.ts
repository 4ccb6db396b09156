import type * as vscode from 'vscode';
import type { Clock } from '../../core/base/clock.ts';
import type { Disposable } from '../../core/base/disposable.ts';
import { anyOf, arrayOf, type Guard, isNumber, isString, oneOf, shape } from '../../shared/guards/guard.ts';
import { RUN_MARKS_KEY } from './benchCommands.ts';
import type { BenchmarkSelection } from './benchmarkProcess.ts';

/** A run as the editor remembers it until it ends. */
export interface RunMark {
  /** Where its window keeps its reports: only windows of that workspace tell of it. */
  readonly workspace: string;
  /** The extension host, which the run does not outlive. */
  readonly pid: number;
  readonly startedAtMs: number;
  /** When it was known last to be under way. */
  readonly seenAtMs: number;
  readonly selection: BenchmarkSelection;
}

export interface RunMarksOptions {
  /** All windows share it, and it outlives them. */
  readonly memory: Pick<vscode.Memento, 'get' | 'update'>;
  readonly workspace: string;
  readonly clock: Clock;
  /** This process. */
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
}

/** The end of the year 9999: later ISO times, by which reports are kept, are longer, and soon no `Date` can hold them. */
const LAST_TIME_MS = Date.UTC(10_000, 0) - 1;
const SEEN_EVERY_MS = 30_000;
/** A process id may belong to another program by then: it counts only while its run is heard of. */
const UNHEARD_MS = 3 * SEEN_EVERY_MS;
/** When a window that may be on its way out is looked for again: an extension host takes some seconds to end. */
const LOOK_AGAIN_MS = [1_000, 2_000, 4_000, 8_000] as const;

/**
 * Marks of the benchmark runs under way. A mark that is there without its run tells of one that ended with its window,
 * by a reload, a close or a crash.
 */
export class RunMarks implements Disposable {
  readonly #options: RunMarksOptions;
  #own: string | undefined;
  #seen: Disposable | undefined;
  #look: Disposable | undefined;
  #isDisposed = false;

  constructor(options: RunMarksOptions) {
    this.#options = options;
  }

  /** A run begins. Dispose what is returned when it ends in any other way than with its window. */
  begin(selection: BenchmarkSelection): Disposable {
    const { workspace, pid, clock } = this.#options;
    const startedAtMs = clock.wallMs();
    const id = `${pid}-${startedAtMs}`;
    this.#own = id;
    const mark = (): void => {
      this.#put(id, { workspace, pid, startedAtMs, seenAtMs: clock.wallMs(), selection });
      this.#seen = clock.setTimer(SEEN_EVERY_MS, mark);
    };
    mark();
    return {
      dispose: () => {
        // The run ends with its window then, which is what the mark is for.
        if (this.#isDisposed || this.#own !== id) return;
        this.#own = undefined;
        this.#seen?.dispose();
        this.#put(id, undefined);
      },
    };
  }

  /**
   * Tells once of each run of this workspace that ended with its window: at once, or as soon as that window is gone.
   * One whose window goes on is that window's own.
   */
  findLost(tell: (lost: RunMark) => void): void {
    this.#lookForLost(tell, 0);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#seen?.dispose();
    this.#look?.dispose();
  }

  #lookForLost(tell: (lost: RunMark) => void, times: number): void {
    const { workspace, clock } = this.#options;
    this.#dropUnreadable();
    const others = this.#marks().filter(([id, mark]) => mark.workspace === workspace && id !== this.#own);
    const lost = others.filter(([, mark]) => this.#isLost(mark));
    for (const [id, mark] of lost) {
      this.#put(id, undefined);
      tell(mark);
    }
    const nextMs = LOOK_AGAIN_MS[times];
    if (lost.length === others.length || nextMs === undefined) return;
    this.#look = clock.setTimer(nextMs, () => this.#lookForLost(tell, times + 1));
  }

  #isLost({ pid, seenAtMs }: RunMark): boolean {
    const { pid: ownPid, clock, isAlive } = this.#options;
    return pid === ownPid || !isAlive(pid) || clock.wallMs() - seenAtMs > UNHEARD_MS;
  }

  #marks(): (readonly [string, RunMark])[] {
    return this.#entries().filter((entry): entry is [string, RunMark] => isMark(entry[1]));
  }

  /** Nobody will ever tell of them. A window of another version whose run goes on marks it anew. */
  #dropUnreadable(): void {
    const marks = this.#marks();
    if (marks.length < this.#entries().length) this.#update(marks);
  }

  #put(id: string, mark: RunMark | undefined): void {
    const others = this.#entries().filter(([other]) => other !== id);
    this.#update(mark === undefined ? others : [...others, [id, mark]]);
  }

  #entries(): (readonly [string, unknown])[] {
    return Object.entries(this.#options.memory.get<object>(RUN_MARKS_KEY) ?? {});
  }

  #update(entries: readonly (readonly [string, unknown])[]): void {
    void this.#options.memory.update(RUN_MARKS_KEY, Object.fromEntries(entries));
  }
}

/** Whether there is a process of this id on this machine. */
export function isProcessAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

type Mode = BenchmarkSelection['mode'];
const isSelection: Guard<BenchmarkSelection> = anyOf(
  shape<{ readonly mode: Mode; readonly suites: readonly string[] }>(
    { mode: oneOf('quick', 'full'), suites: arrayOf(isString) },
    {},
  ),
  shape<{ readonly mode: Mode; readonly ids: readonly string[] }>(
    { mode: oneOf('quick', 'full'), ids: arrayOf(isString) },
    {},
  ),
);
const isTime: Guard<number> = (value): value is number => isNumber(value) && value >= 0 && value <= LAST_TIME_MS;
const isMark: Guard<RunMark> = shape<RunMark>(
  { workspace: isString, pid: isNumber, startedAtMs: isTime, seenAtMs: isTime, selection: isSelection },
  {},
);
