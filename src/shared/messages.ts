import type { CurvesPlot } from '../core/bench/plots.ts';
import type { BenchReport } from '../core/bench/report.ts';
import type { ClientFigures } from '../core/clientSnapshot.ts';
import type { Outcome } from '../core/telemetry/figures.ts';
import type { Trace } from '../core/telemetry/trace.ts';
import type { WorldMap } from '../core/world/worldMap.ts';

/** What finished requests often have in common. */
export interface RequestKind {
  readonly scenario: string;
  readonly outcome: Outcome;
  readonly tier: string;
  /** Why it fell back. */
  readonly reason?: string;
  readonly model: string;
  readonly answerer: Trace['answerer'];
}

/** One finished request as the dashboard lists it; its spans are asked for when it is opened. */
export interface RequestRow extends RequestKind {
  readonly id: number;
  /** Calendar time, milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly totalMs: number;
}

/** The requests that ended since the last update; see `packRequests`. */
export interface RequestsUpdate {
  /** The place in their order behind which they begin; 0: these are all, whatever the page has. */
  readonly after: number;
  /** The place of the newest. A page that has not got as far as `after` asks for all by `ready`. */
  readonly upTo: number;
  readonly kinds: readonly RequestKind[];
  /** Calendar time that the times of the rows count from, milliseconds since the epoch. */
  readonly baseAtMs: number;
  /** Newest first, four numbers each: index of its kind, id, milliseconds from `baseAtMs` to its start, and how many it took. */
  readonly rows: readonly number[];
}

/** What the dashboard shows: the client's figures at one moment, the requests, and the runs that are kept. */
export interface DashboardModel {
  readonly client: ClientFigures;
  readonly requests: RequestsUpdate;
  /** The outcomes that are listed; empty: all. */
  readonly filter: readonly Outcome[];
  /** Nobody knows yet whether there is a model: the search for one is under way. */
  readonly isLooking?: boolean;
  /** The workspace is not trusted: no model is looked for. */
  readonly isRestricted?: boolean;
  /** Newest first. */
  readonly runs: readonly BenchRunSummary[];
  /** A run under way. */
  readonly running?: { readonly done: number; readonly total: number; readonly id: string };
}

/** One kept benchmark run, in one line. */
export interface BenchRunSummary {
  /** Names the run when it is opened. */
  readonly id: string;
  readonly startedAt: string;
  readonly mode: 'quick' | 'full';
  readonly cases: number;
  readonly failed: number;
  readonly model: string;
}

/** What a person can ask for in the dashboard. */
export type DashboardAction =
  | { readonly action: 'clearCache' }
  | { readonly action: 'explainMiss' }
  | { readonly action: 'showCachedPlans' }
  | { readonly action: 'resetBreaker'; readonly model: string }
  | { readonly action: 'isolateBreaker'; readonly model: string }
  | { readonly action: 'filterRequests' }
  | { readonly action: 'showAllRequests' }
  | { readonly action: 'openTrace'; readonly id: number }
  | { readonly action: 'runBenchmarks' }
  | { readonly action: 'cancelBenchmarks' }
  | { readonly action: 'openReport'; readonly id: string }
  | { readonly action: 'startSimulator' }
  | { readonly action: 'stopSimulator' }
  | { readonly action: 'discover' }
  | { readonly action: 'manageTrust' };

/**
 * Editor → dashboard page. A model is whole but for the requests, which are those that ended since the one before.
 * `trace`: the spans of a request; undefined when it is not known any more.
 */
export type ToDashboard =
  | { readonly type: 'model'; readonly model: DashboardModel }
  | { readonly type: 'trace'; readonly id: number; readonly trace?: Trace };
/** Dashboard page → editor. `ready` is answered with a model that has all requests, `trace` with that request's spans. */
export type FromDashboard =
  | { readonly type: 'ready' }
  | { readonly type: 'trace'; readonly id: number }
  | ({ readonly type: 'action' } & DashboardAction);

/** Editor → report page. `trends`: by case, how its median went over the kept runs. */
export type ToReport = {
  readonly type: 'report';
  readonly report: BenchReport;
  readonly trends?: Readonly<Record<string, CurvesPlot>>;
};

/** The formats of an exported report. */
export const REPORT_FORMATS = ['html', 'json', 'markdown', 'csv', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Report page → editor. `rerun`: the case of that id once more. */
export type FromReport =
  | { readonly type: 'ready' }
  | { readonly type: 'export'; readonly format: ReportFormat }
  | { readonly type: 'compare' }
  | { readonly type: 'rerun'; readonly id: string };

/** Editor → map page. Always a whole map. `frame`: the one that was asked for; else the page keeps its own. */
export type ToMap = { readonly type: 'map'; readonly map: WorldMap; readonly frame?: number };
/** Map page → editor. `select`: the page shows another frame. */
export type FromMap = { readonly type: 'ready' } | { readonly type: 'select'; readonly frame: number };

/** A request as its own page shows it: the waterfall of its spans, and what may be shown of its texts. */
export interface TraceView {
  readonly row: RequestRow;
  readonly trace: Trace;
  /** Its world is still known: it can be opened, asked again, and saved. */
  readonly isKept: boolean;
  /** The plan's steps as text, one for each. */
  readonly steps: readonly string[];
  /** What was found about the model's plan, or about the plan. */
  readonly problems: readonly string[];
  /** What was sent and answered, attempt by attempt; absent where the model was not asked or texts were not kept. */
  readonly exchanges?: readonly {
    readonly sent: readonly { readonly role: string; readonly content: string }[];
    readonly answered?: string;
  }[];
  /** Whether texts of new requests are kept. */
  readonly keepsTexts: boolean;
}

/** Editor → trace page. `gone`: the request is not remembered any more. */
export type ToTrace = { readonly type: 'trace'; readonly view: TraceView } | { readonly type: 'gone' };
/** What the trace page's buttons ask for. */
export const TRACE_ACTIONS = ['openScenario', 'replay', 'saveAsTest', 'copyOtlp', 'keepTexts'] as const;
export type TraceAction = (typeof TRACE_ACTIONS)[number];
/** Trace page → editor. */
export type FromTrace = { readonly type: 'ready' } | { readonly type: 'action'; readonly action: TraceAction };
