import type {
  BenchReport,
  Block,
  CaseComparison,
  CaseResult,
  Comparison,
  Distribution,
  Environment,
  Interval,
  ModelIdentity,
  PercentileIntervals,
  ProcessMemory,
  QuantileComparison,
  TargetResult,
} from '../../core/bench/report.ts';
import { anyOf, arrayOf, isBoolean, isNumber, isNumberOrNull, isString, oneOf, recordOf, shape } from './guard.ts';
import { isPair, isPlot } from './plotGuard.ts';

type Floor = NonNullable<CaseResult['floor']>;

const isDistribution = shape<Distribution>({ counts: arrayOf(isNumber), edgesNs: arrayOf(isNumber) }, {});

const isInterval = (value: unknown): value is Interval | null => value === null || isPair(value);

const isIntervals = shape<PercentileIntervals>({ p50: isInterval, p95: isInterval, p99: isInterval }, {});

const isBlock = shape<Block>(
  { samplesNs: arrayOf(isNumber), count: isNumber, paceNs: isNumberOrNull },
  { process: isNumber },
);

const isModelIdentity = shape<ModelIdentity>(
  { kind: oneOf('simulator', 'server'), name: isString },
  { digest: isString, quantisation: isString, server: isString, contextTokens: isNumber },
);

const isCaseResult = shape<CaseResult>(
  {
    id: isString,
    status: oneOf('ok', 'failed'),
    unit: oneOf('ns'),
    samples: isNumber,
    batch: isNumber,
    mean: isNumberOrNull,
    min: isNumberOrNull,
    max: isNumberOrNull,
    p50: isNumberOrNull,
    p95: isNumberOrNull,
    p99: isNumberOrNull,
    note: isString,
  },
  {
    floor: shape<Floor>({ id: isString, ratio: isNumber }, {}),
    metrics: recordOf(anyOf(isString, isNumberOrNull)),
    error: isString,
    distribution: isDistribution,
    intervals: isIntervals,
    outliers: shape<NonNullable<CaseResult['outliers']>>({ mild: isNumber, severe: isNumber }, {}),
    ended: oneOf('narrow', 'limit'),
    yardstick: oneOf('machine', 'clock'),
    blocks: arrayOf(isBlock),
    plots: arrayOf(isPlot),
    advice: arrayOf(isString),
    model: isModelIdentity,
  },
);

const isEnvironment = shape<Environment>(
  {
    planscope: isString,
    node: isString,
    platform: isString,
    arch: isString,
    cpu: isString,
    cores: isNumber,
    memoryBytes: isNumber,
  },
  {
    power: oneOf('mains', 'battery'),
    timer: shape<NonNullable<Environment['timer']>>({ stepNs: isNumber, costNs: isNumber }, {}),
  },
);

const isTargetResult = shape<TargetResult>(
  { what: isString, target: isString, figure: isString, holds: isBoolean },
  { floor: isString, ratio: isNumber },
);

const isVerdict = oneOf('improved', 'no change', 'regressed', 'not estimable');

const isQuantileComparison = shape<QuantileComparison>(
  { verdict: isVerdict, a: isNumberOrNull, b: isNumberOrNull, ratio: isNumberOrNull, interval: isInterval },
  {},
);

const isComparison = shape<Comparison>(
  {
    a: isString,
    b: isString,
    verdict: isString,
    isInterleaved: isBoolean,
    differences: arrayOf(isString),
    confidence: isNumber,
    noise: shape<Comparison['noise']>({ p50: isNumber, p95: isNumber }, {}),
    smallestChange: isNumberOrNull,
    reading: isString,
    cases: arrayOf(
      shape<CaseComparison>(
        {
          id: isString,
          verdict: isVerdict,
          p50: isQuantileComparison,
          p95: isQuantileComparison,
          paceRatio: isNumberOrNull,
        },
        {},
      ),
    ),
    onlyA: arrayOf(isString),
    onlyB: arrayOf(isString),
  },
  {},
);

/** A whole report of schema version 1, from a message, a page or a file. */
export const isBenchReport = shape<BenchReport>(
  {
    schemaVersion: oneOf(1),
    startedAt: isString,
    durationMs: isNumber,
    mode: oneOf('quick', 'full'),
    seed: isNumber,
    environment: isEnvironment,
    model: isModelIdentity,
    cases: arrayOf(isCaseResult),
    floors: arrayOf(isCaseResult),
  },
  {
    processes: isNumber,
    wholeSuites: arrayOf(isString),
    memory: shape<ProcessMemory>({ runnerBytes: isNumber, peakBytes: isNumber }, {}),
    targets: arrayOf(isTargetResult),
    comparison: isComparison,
  },
);
