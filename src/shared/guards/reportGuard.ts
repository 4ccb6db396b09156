import type { BenchReport, CaseResult, Distribution, Environment, TargetResult } from '../../core/bench/report.ts';
import { anyOf, arrayOf, isBoolean, isNumber, isNumberOrNull, isString, oneOf, recordOf, shape } from './guard.ts';

type Floor = NonNullable<CaseResult['floor']>;

const isDistribution = shape<Distribution>({ counts: arrayOf(isNumber), edgesNs: arrayOf(isNumber) }, {});

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
  {},
);

const isTargetResult = shape<TargetResult>(
  { what: isString, target: isString, figure: isString, holds: isBoolean },
  { floor: isString, ratio: isNumber },
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
    model: shape<BenchReport['model']>({ kind: oneOf('simulator', 'server'), name: isString }, {}),
    cases: arrayOf(isCaseResult),
    floors: arrayOf(isCaseResult),
  },
  { targets: arrayOf(isTargetResult) },
);
