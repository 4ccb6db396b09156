import type { BenchCase, CaseContext, Floor, Prepared } from '../../src/core/bench/benchCase.ts';
import type { RunOptions } from '../../src/core/bench/runner.ts';
import { FakeClock } from './fakeClock.ts';

/** What the cases of these runs share. */
export interface Shared {
  readonly server: string;
}
export type Case = BenchCase<Shared>;

const environment = { planscope: '0', node: '0', platform: 'x', arch: 'x', cpu: 'x', cores: 1, memoryBytes: 1 };
/** A signal that does not abort. */
export const never = new AbortController().signal;

/** A floor whose call takes `ms` of the clock. */
export function floorTaking(clock: FakeClock, ms: number): Floor<Shared> {
  return {
    id: 'floor/step',
    note: 'a step',
    kind: 'measured',
    prepare: () => ({ call: 'sync', batch: 1, run: () => clock.skip(ms) }),
  };
}

/** A measured case of the suite `a`. */
export function measured(name: string, prepare: (context: CaseContext<Shared>) => Prepared): Case {
  return { id: `a/${name}`, suite: 'a', note: `note of ${name}`, floor: 'floor/step', kind: 'measured', prepare };
}

/** A workload of the suite `a`. */
export function experiment(name: string, run: Extract<Case, { kind: 'experiment' }>['run']): Case {
  return { id: `a/${name}`, suite: 'a', note: `note of ${name}`, floor: 'floor/step', kind: 'experiment', run };
}

/** A run on a clock of its own; `log` tells of the fixture's end. */
export function setUp(cases: (clock: FakeClock) => readonly Case[], more: Partial<RunOptions<Shared>> = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const options: RunOptions<Shared> = {
    clock,
    turn: async () => {},
    fixtures: { server: async () => ({ value: 'a server', dispose: () => void log.push('server ended') }) },
    cases: cases(clock),
    floors: [floorTaking(clock, 10)],
    mode: 'full',
    seed: 7,
    environment,
    model: { kind: 'simulator', name: 'simulator' },
    ...more,
  };
  return { clock, log, options };
}
