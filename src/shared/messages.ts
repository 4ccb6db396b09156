import type { CurvesPlot } from '../core/bench/plots.ts';
import type { BenchReport } from '../core/bench/report.ts';
import type { ClientSnapshot } from '../core/clientSnapshot.ts';
import type { WorldMap } from '../core/world/worldMap.ts';

/** What the dashboard shows: the client at one moment, and the runs that are kept. */
export interface DashboardModel {
  readonly client: ClientSnapshot;
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
  | { readonly action: 'resetBreaker'; readonly model: string }
  | { readonly action: 'runBenchmarks' }
  | { readonly action: 'cancelBenchmarks' }
  | { readonly action: 'openReport'; readonly id: string }
  | { readonly action: 'startSimulator' }
  | { readonly action: 'stopSimulator' }
  | { readonly action: 'discover' }
  | { readonly action: 'manageTrust' };

/** Editor → dashboard page. Always a whole model: a page that missed one loses nothing. */
export type ToDashboard = { readonly type: 'model'; readonly model: DashboardModel };
/** Dashboard page → editor. `ready` is answered with a whole model. */
export type FromDashboard = { readonly type: 'ready' } | ({ readonly type: 'action' } & DashboardAction);

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
