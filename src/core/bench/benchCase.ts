import type { Clock } from '../base/clock.ts';
import { CoreError } from '../base/errors.ts';
import type { Timed } from './measure.ts';
import type { Measurement } from './measurement.ts';
import type { Plot } from './plots.ts';
import type { BenchReport, MetricValue, ModelIdentity, Yardstick } from './report.ts';

export type BenchMode = BenchReport['mode'];

/** Figures beside the times. Names end in their unit (`Ns`, `Ms`, `Ratio`, `Bytes`) or are plain counts. */
export type Metrics = Readonly<Record<string, MetricValue>>;

/**
 * What a case is given. `Fixtures` maps names to the resources that the program shares among its cases; core
 * knows none of them. `fixture` makes one at its first use; the runner ends it after the run.
 */
export interface CaseContext<Fixtures> {
  readonly mode: BenchMode;
  /** The run's seed: the same seed gives every case the same work. */
  readonly seed: number;
  readonly clock: Clock;
  /** Aborts when the run is cancelled, and when the case takes too long. */
  readonly signal: AbortSignal;
  fixture<Name extends keyof Fixtures>(name: Name): Promise<Fixtures[Name]>;
  /** Times something else beside the case's own subject, for its metrics; a quarter of a case's time. */
  measure(timed: Timed): Promise<Measurement>;
}

/** A prepared subject: what is timed, what else it tells, and how it is cleared away. */
export type Prepared = Timed & {
  /** Called once after the last sample. A `CaseFailure` from it fails the case and keeps its times. */
  metrics?(measurement: Measurement): Metrics | Promise<Metrics>;
  /** Called exactly once, also after a failure or a cancel. */
  dispose?(): void | Promise<void>;
};

/** What one run of a whole workload gave: a time per request (nanoseconds), and figures. */
export interface ExperimentOutcome {
  readonly timingsNs: readonly number[];
  /** Requests per timing, 1 where absent. */
  readonly batch?: number;
  readonly metrics?: Metrics;
  readonly plots?: readonly Plot[];
  /** What follows from it for the reader, a sentence each. */
  readonly advice?: readonly string[];
  /** Who answered, where it is not the model of the run. */
  readonly model?: ModelIdentity;
}

/** What to run, without its place in a suite. */
export type Subject<Fixtures> = {
  /** `suite/name`. */
  readonly id: string;
  /** One line: what is measured. */
  readonly note: string;
  /** Where absent, `machine`. */
  readonly yardstick?: Yardstick;
  /** Takes next to nothing of the processor, so that several processes can measure it side by side. */
  readonly isMostlyWaiting?: boolean;
} & (
  | {
      readonly kind: 'measured';
      prepare(context: CaseContext<Fixtures>): Prepared | Promise<Prepared>;
    }
  | {
      /** Runs a workload of its own once and asserts what must hold, by throwing `CaseFailure`. */
      readonly kind: 'experiment';
      /** Short enough to run in every process of a run: its times are of all of them, its figures of the last. */
      readonly isRepeated?: boolean;
      run(context: CaseContext<Fixtures>): Promise<ExperimentOutcome>;
    }
);

/** The cost of the machine itself, that cases are compared with. Its id begins with `floor/`. */
export type Floor<Fixtures> = Subject<Fixtures>;

/** One row of the report. */
export type BenchCase<Fixtures> = Subject<Fixtures> & {
  readonly suite: string;
  /** The id of the floor to compare with. */
  readonly floor: string;
};

/** An assertion of a case does not hold. What was measured until then is kept. */
export class CaseFailure extends CoreError {
  readonly outcome: ExperimentOutcome | undefined;

  constructor(message: string, outcome?: ExperimentOutcome) {
    super('case-failed', message);
    this.outcome = outcome;
  }
}

/** Throws `CaseFailure` with what `message` says unless `condition` holds. */
export function assertCase(condition: boolean, message: () => string, outcome?: ExperimentOutcome): asserts condition {
  if (!condition) throw new CaseFailure(message(), outcome);
}
