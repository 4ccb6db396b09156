import { describe, expect, it } from 'vitest';
import { isProcessAlive, type RunMark, RunMarks } from '../../../src/extension/benchmarks/runMarks.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const FULL = { mode: 'full', suites: ['llm', 'cache'] } as const;

/** Windows that share the editor's memory, each with an extension host of its own. */
function editor() {
  const clock = new FakeClock();
  const kept = new Map<string, unknown>();
  const memory = {
    get: (key: string): undefined => kept.get(key) as undefined,
    async update(key: string, value: unknown) {
      kept.set(key, structuredClone(value));
    },
  };
  const alive = new Set<number>();
  const open = (pid: number, workspace = 'guards') => {
    alive.add(pid);
    const marks = new RunMarks({ memory, workspace, clock, pid, isAlive: (one) => alive.has(one) });
    const lost: RunMark[] = [];
    marks.findLost((mark) => lost.push(mark));
    return {
      marks,
      lost,
      /** Its process ends without a word, with all that it would have done later. */
      end() {
        alive.delete(pid);
        marks.dispose();
      },
    };
  };
  return { clock, kept, alive, open };
}

/** The marks in the editor's memory, under their key, and the first of them. */
function keptMarks(kept: ReadonlyMap<string, unknown>) {
  const [key, value] = [...kept][0] ?? ['', {}];
  const marks = value as Readonly<Record<string, RunMark>>;
  return { key, marks, mark: Object.values(marks)[0] };
}

describe('the mark of a benchmark run', () => {
  it('tells the next start of its workspace that the run ended with its window, once', () => {
    const { clock, open } = editor();
    const first = open(11);
    first.marks.begin(FULL);
    clock.elapse(60_000);
    first.end();
    const second = open(12);
    expect(second.lost).toMatchObject([{ selection: FULL, startedAtMs: clock.wallMs() - 60_000 }]);
    expect(open(13).lost).toEqual([]);
  });

  it('tells nothing of a run that ended otherwise, and leaves no timer', () => {
    const { clock, open } = editor();
    const first = open(11);
    const mark = first.marks.begin(FULL);
    clock.elapse(40_000);
    mark.dispose();
    mark.dispose();
    first.end();
    expect(open(12).lost).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is told of beside marks that cannot be read, which go', () => {
    const { kept, alive, open } = editor();
    open(11).marks.begin(FULL);
    const { key, marks, mark } = keptMarks(kept);
    const future = { ...mark, selection: { mode: 'soak', suites: [] } };
    kept.set(key, { ...marks, future, never: { ...mark, startedAtMs: 1e300 }, garbage: 5 });
    alive.delete(11);
    expect(open(12).lost).toEqual([mark]);
    expect(kept.get(key)).toEqual({});
  });

  it.each([8.64e15, 253_402_300_800_000, -1])('goes untold where it began at %d, when no run can have begun', (at) => {
    const { kept, alive, open } = editor();
    open(11).marks.begin(FULL);
    const { key, mark } = keptMarks(kept);
    kept.set(key, { never: { ...mark, startedAtMs: at } });
    alive.delete(11);
    expect(open(12).lost).toEqual([]);
    expect(kept.get(key)).toEqual({});
  });

  it('leaves what another window wrote meanwhile, of whatever version', () => {
    const { kept, open } = editor();
    const mark = open(11).marks.begin(FULL);
    const { key, marks } = keptMarks(kept);
    kept.set(key, { ...marks, future: { mode: 'soak' } });
    mark.dispose();
    expect(kept.get(key)).toEqual({ future: { mode: 'soak' } });
  });

  it('stays when the run is ended by the end of its window', () => {
    const { open } = editor();
    const first = open(11);
    const mark = first.marks.begin(FULL);
    first.marks.dispose();
    mark.dispose();
    first.end();
    expect(open(12).lost).toHaveLength(1);
  });

  it('is not touched by another window while its own goes on, nor by one of another workspace', () => {
    const { clock, open } = editor();
    const first = open(11);
    first.marks.begin(FULL);
    const beside = open(12);
    const elsewhere = open(13, 'dragons');
    clock.elapse(600_000);
    first.end();
    expect([...beside.lost, ...elsewhere.lost, ...open(14, 'dragons').lost]).toEqual([]);
    expect(open(15).lost).toHaveLength(1);
  });

  it('is told of as soon as a window that takes its time to end is gone', () => {
    const { clock, open } = editor();
    const first = open(11);
    first.marks.begin(FULL);
    first.marks.dispose();
    const second = open(12);
    expect(second.lost).toEqual([]);
    clock.elapse(2_000);
    first.end();
    clock.elapse(13_000);
    expect(second.lost).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not taken for alive because another program has the process id by now', () => {
    const { clock, alive, open } = editor();
    const first = open(11);
    first.marks.begin(FULL);
    first.end();
    clock.elapse(3_600_000);
    alive.add(11);
    expect(open(12).lost).toHaveLength(1);
  });

  it('is told of where the new extension host got the process id of the old one', () => {
    const { open } = editor();
    const first = open(11);
    first.marks.begin(FULL);
    first.end();
    expect(open(11).lost).toHaveLength(1);
  });

  it('is ignored where it is none of ours', () => {
    const { kept, open } = editor();
    kept.set('planscope.runsUnderWay', { '11-1': { pid: 'eleven' } });
    expect(open(12).lost).toEqual([]);
    kept.set('planscope.runsUnderWay', 'runs');
    expect(open(13).lost).toEqual([]);
  });
});

it('knows whether a process is there', () => {
  expect(isProcessAlive(process.pid)).toBe(true);
  expect(isProcessAlive(process.ppid)).toBe(true);
  expect(isProcessAlive(2 ** 22 + 1)).toBe(false);
});
