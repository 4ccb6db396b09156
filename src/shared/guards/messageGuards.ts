import {
  type BenchRunSummary,
  type DashboardAction,
  type DashboardModel,
  type FromDashboard,
  type FromMap,
  type FromReport,
  type FromTrace,
  REPORT_FORMATS,
  type RequestsUpdate,
  type ToDashboard,
  type ToMap,
  type ToReport,
  type ToTrace,
  TRACE_ACTIONS,
  type TraceView,
} from '../messages.ts';
import { isClientFigures, isOutcome, isRequestKind, isRequestRow, isTrace } from './clientGuard.ts';
import { anyOf, arrayOf, type Guard, isBoolean, isNumber, isString, oneOf, recordOf, shape } from './guard.ts';
import { isWorldMap } from './mapGuard.ts';
import { isCurves } from './plotGuard.ts';
import { isBenchReport } from './reportGuard.ts';

// Each guard checks the whole message: what passes can be shown or done without looking again, what does not is
// ignored by its receiver, so that an older page and a newer editor do each other no harm.

const isReady = shape<{ readonly type: 'ready' }>({ type: oneOf('ready') }, {});

type ActionNamed<Name extends DashboardAction['action']> = Extract<DashboardAction, { readonly action: Name }>;

const ACTIONS: { readonly [Name in DashboardAction['action']]: Guard<ActionNamed<Name>> } = {
  clearCache: shape<ActionNamed<'clearCache'>>({ action: oneOf('clearCache') }, {}),
  explainMiss: shape<ActionNamed<'explainMiss'>>({ action: oneOf('explainMiss') }, {}),
  showCachedPlans: shape<ActionNamed<'showCachedPlans'>>({ action: oneOf('showCachedPlans') }, {}),
  filterRequests: shape<ActionNamed<'filterRequests'>>({ action: oneOf('filterRequests') }, {}),
  showAllRequests: shape<ActionNamed<'showAllRequests'>>({ action: oneOf('showAllRequests') }, {}),
  openTrace: shape<ActionNamed<'openTrace'>>({ action: oneOf('openTrace'), id: isNumber }, {}),
  isolateBreaker: shape<ActionNamed<'isolateBreaker'>>({ action: oneOf('isolateBreaker'), model: isString }, {}),
  resetBreaker: shape<ActionNamed<'resetBreaker'>>({ action: oneOf('resetBreaker'), model: isString }, {}),
  runBenchmarks: shape<ActionNamed<'runBenchmarks'>>({ action: oneOf('runBenchmarks') }, {}),
  cancelBenchmarks: shape<ActionNamed<'cancelBenchmarks'>>({ action: oneOf('cancelBenchmarks') }, {}),
  openReport: shape<ActionNamed<'openReport'>>({ action: oneOf('openReport'), id: isString }, {}),
  startSimulator: shape<ActionNamed<'startSimulator'>>({ action: oneOf('startSimulator') }, {}),
  stopSimulator: shape<ActionNamed<'stopSimulator'>>({ action: oneOf('stopSimulator') }, {}),
  discover: shape<ActionNamed<'discover'>>({ action: oneOf('discover') }, {}),
  manageTrust: shape<ActionNamed<'manageTrust'>>({ action: oneOf('manageTrust') }, {}),
};
const isTraceWanted = shape<Extract<FromDashboard, { readonly type: 'trace' }>>(
  { type: oneOf('trace'), id: isNumber },
  {},
);
const isActionMessage = shape<{ readonly type: 'action' }>({ type: oneOf('action') }, {});

const isRun = shape<BenchRunSummary>(
  {
    id: isString,
    startedAt: isString,
    mode: oneOf('quick', 'full'),
    cases: isNumber,
    failed: isNumber,
    model: isString,
  },
  {},
);

const isRequestsUpdate = shape<RequestsUpdate>(
  { after: isNumber, upTo: isNumber, kinds: arrayOf(isRequestKind), baseAtMs: isNumber, rows: arrayOf(isNumber) },
  {},
);

const isDashboardModel = shape<DashboardModel>(
  { client: isClientFigures, requests: isRequestsUpdate, filter: arrayOf(isOutcome), runs: arrayOf(isRun) },
  {
    isLooking: isBoolean,
    isRestricted: isBoolean,
    running: shape<NonNullable<DashboardModel['running']>>({ done: isNumber, total: isNumber, id: isString }, {}),
  },
);

/** Dashboard page → editor. */
export function isFromDashboard(value: unknown): value is FromDashboard {
  if (isReady(value) || isTraceWanted(value)) return true;
  return isActionMessage(value) && Object.values(ACTIONS).some((isAction) => isAction(value));
}

/** Editor → dashboard page. */
export const isToDashboard: Guard<ToDashboard> = anyOf(
  shape<Extract<ToDashboard, { readonly type: 'model' }>>({ type: oneOf('model'), model: isDashboardModel }, {}),
  shape<Extract<ToDashboard, { readonly type: 'trace' }>>({ type: oneOf('trace'), id: isNumber }, { trace: isTrace }),
);

type FromReportNamed<Type extends FromReport['type']> = Extract<FromReport, { readonly type: Type }>;

const FROM_REPORT: { readonly [Type in FromReport['type']]: Guard<FromReportNamed<Type>> } = {
  ready: isReady,
  export: shape<FromReportNamed<'export'>>({ type: oneOf('export'), format: oneOf(...REPORT_FORMATS) }, {}),
  compare: shape<FromReportNamed<'compare'>>({ type: oneOf('compare') }, {}),
  rerun: shape<FromReportNamed<'rerun'>>({ type: oneOf('rerun'), id: isString }, {}),
};

/** Report page → editor. */
export function isFromReport(value: unknown): value is FromReport {
  return Object.values(FROM_REPORT).some((isMessage) => isMessage(value));
}

/** Editor → report page. */
export const isToReport: Guard<ToReport> = shape<ToReport>(
  { type: oneOf('report'), report: isBenchReport },
  { trends: recordOf(isCurves) },
);

/** Map page → editor. */
export const isFromMap: Guard<FromMap> = anyOf(
  isReady,
  shape<Extract<FromMap, { readonly type: 'select' }>>({ type: oneOf('select'), frame: isNumber }, {}),
);

/** Editor → map page. */
export const isToMap: Guard<ToMap> = shape<ToMap>({ type: oneOf('map'), map: isWorldMap }, { frame: isNumber });

type Exchange = NonNullable<TraceView['exchanges']>[number];
const isExchange = shape<Exchange>(
  { sent: arrayOf(shape<Exchange['sent'][number]>({ role: isString, content: isString }, {})) },
  { answered: isString },
);

/** Editor → trace page. */
export const isToTrace: Guard<ToTrace> = anyOf(
  shape<Extract<ToTrace, { readonly type: 'gone' }>>({ type: oneOf('gone') }, {}),
  shape<Extract<ToTrace, { readonly type: 'trace' }>>(
    {
      type: oneOf('trace'),
      view: shape<TraceView>(
        {
          row: isRequestRow,
          trace: isTrace,
          isKept: isBoolean,
          steps: arrayOf(isString),
          problems: arrayOf(isString),
          keepsTexts: isBoolean,
        },
        { exchanges: arrayOf(isExchange) },
      ),
    },
    {},
  ),
);

/** Trace page → editor. */
export const isFromTrace: Guard<FromTrace> = anyOf(
  isReady,
  shape<Extract<FromTrace, { readonly type: 'action' }>>(
    { type: oneOf('action'), action: oneOf(...TRACE_ACTIONS) },
    {},
  ),
);
