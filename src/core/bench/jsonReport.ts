import * as v from 'valibot';
import { InputError } from '../base/errors.ts';
import { spacedJson } from '../json/spacedJson.ts';
import type { BenchReport } from './report.ts';

const figure = v.nullable(v.number());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const interval = v.nullable(v.tuple([v.number(), v.number()]));

const modelIdentity = v.object({
  kind: v.picklist(['simulator', 'server']),
  name: v.string(),
  digest: v.exactOptional(v.string()),
  quantisation: v.exactOptional(v.string()),
  server: v.exactOptional(v.string()),
  contextTokens: v.exactOptional(v.number()),
});

const axis = v.object({ label: v.string(), name: v.string(), scale: v.picklist(['linear', 'log']) });

const plot = v.variant('type', [
  v.object({
    type: v.literal('curves'),
    title: v.string(),
    text: v.string(),
    x: axis,
    y: axis,
    series: v.array(v.object({ name: v.string(), points: v.array(v.tuple([v.number(), v.number()])) })),
  }),
  v.object({
    type: v.literal('timeline'),
    title: v.string(),
    text: v.string(),
    endMs: v.number(),
    lanes: v.array(
      v.object({
        name: v.string(),
        spans: v.array(v.object({ state: v.string(), fromMs: v.number(), toMs: v.number() })),
      }),
    ),
    marks: v.array(v.object({ atMs: v.number(), label: v.string() })),
  }),
  v.object({
    type: v.literal('funnel'),
    title: v.string(),
    text: v.string(),
    stages: v.array(v.object({ label: v.string(), count, share: figure, low: figure, high: figure })),
  }),
  v.object({
    type: v.literal('grid'),
    title: v.string(),
    text: v.string(),
    rowLabel: v.string(),
    columns: v.array(v.string()),
    rows: v.array(
      v.object({
        label: v.string(),
        values: v.array(v.nullable(v.union([v.number(), v.string()]))),
        isBest: v.exactOptional(v.boolean()),
      }),
    ),
  }),
]);

const caseResult = v.object({
  id: v.string(),
  status: v.picklist(['ok', 'failed']),
  unit: v.literal('ns'),
  samples: count,
  batch: v.pipe(v.number(), v.integer(), v.minValue(1)),
  mean: figure,
  min: figure,
  max: figure,
  p50: figure,
  p95: figure,
  p99: figure,
  floor: v.exactOptional(v.object({ id: v.string(), ratio: v.number() })),
  metrics: v.exactOptional(v.record(v.string(), v.nullable(v.union([v.number(), v.string()])))),
  note: v.string(),
  error: v.exactOptional(v.string()),
  distribution: v.exactOptional(v.object({ counts: v.array(count), edgesNs: v.array(v.number()) })),
  intervals: v.exactOptional(v.object({ p50: interval, p95: interval, p99: interval })),
  outliers: v.exactOptional(v.object({ mild: count, severe: count })),
  ended: v.exactOptional(v.picklist(['narrow', 'limit'])),
  yardstick: v.exactOptional(v.picklist(['machine', 'clock'])),
  blocks: v.exactOptional(
    v.array(
      v.object({
        samplesNs: v.array(v.number()),
        count: v.pipe(v.number(), v.integer(), v.minValue(1)),
        paceNs: figure,
        process: v.exactOptional(count),
      }),
    ),
  ),
  plots: v.exactOptional(v.array(plot)),
  advice: v.exactOptional(v.array(v.string())),
  model: v.exactOptional(modelIdentity),
});

const change = v.picklist(['improved', 'no change', 'regressed', 'not estimable']);

const quantileComparison = v.object({ verdict: change, a: figure, b: figure, ratio: figure, interval });

const comparison = v.object({
  a: v.string(),
  b: v.string(),
  verdict: v.string(),
  isInterleaved: v.boolean(),
  differences: v.array(v.string()),
  confidence: v.number(),
  noise: v.object({ p50: v.number(), p95: v.number() }),
  smallestChange: figure,
  reading: v.string(),
  cases: v.array(
    v.object({
      id: v.string(),
      verdict: change,
      p50: quantileComparison,
      p95: quantileComparison,
      paceRatio: figure,
    }),
  ),
  onlyA: v.array(v.string()),
  onlyB: v.array(v.string()),
});

const report = v.object({
  schemaVersion: v.literal(1),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  durationMs: v.pipe(v.number(), v.minValue(0)),
  mode: v.picklist(['quick', 'full']),
  processes: v.exactOptional(count),
  seed: v.number(),
  environment: v.object({
    planscope: v.string(),
    node: v.string(),
    platform: v.string(),
    arch: v.string(),
    cpu: v.string(),
    cores: count,
    memoryBytes: v.number(),
    power: v.exactOptional(v.picklist(['mains', 'battery'])),
    timer: v.exactOptional(v.object({ stepNs: v.number(), costNs: v.number() })),
  }),
  model: modelIdentity,
  memory: v.exactOptional(v.object({ runnerBytes: v.number(), peakBytes: v.number() })),
  wholeSuites: v.exactOptional(v.array(v.string())),
  cases: v.array(caseResult),
  floors: v.array(caseResult),
  targets: v.exactOptional(
    v.array(
      v.object({
        what: v.string(),
        target: v.string(),
        figure: v.string(),
        floor: v.exactOptional(v.string()),
        ratio: v.exactOptional(v.number()),
        holds: v.boolean(),
      }),
    ),
  ),
  comparison: v.exactOptional(comparison),
});

/** What a report's JSON holds, and its parts that stand in several places. */
export const REPORT_SCHEMAS = { report, caseResult, plot, modelIdentity, comparison, quantileComparison };

/**
 * The report as the JSON file holds it: indented, but what fits on a line on one line, so that a diff of two is readable
 * and short; a newline at the end.
 */
export function serializeReport(report: BenchReport): string {
  return `${indented(report, '')}\n`;
}

const LINE = 120;

function indented(value: unknown, indent: string): string {
  const line = spacedJson(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= LINE || isFlat(value)) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const items = Array.isArray(value)
    ? value.map((item) => indented(item, inner))
    : Object.entries(value).flatMap(([name, item]) =>
        item === undefined ? [] : [`${JSON.stringify(name)}: ${indented(item, inner)}`],
      );
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}

/** Numbers alone: a line of them, however long. */
function isFlat(value: object): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/**
 * Reads a report back. `source` names it in messages, for example the file's path.
 * Throws `InputError` (`not-json`, `unknown-version`, `not-a-report`) that names the source and the place.
 */
export function parseReport(text: string, source: string): BenchReport {
  const json = parseJson(text, source);
  const version = versionOf(json);
  if (version !== undefined && version !== 1) {
    throw new InputError(
      'unknown-version',
      `${source} is a benchmark report of version ${String(version)}; this Planscope reads version 1.`,
    );
  }
  const result = v.safeParse(REPORT_SCHEMAS.report, json);
  if (result.success) return withoutDoubles(result.output, source);
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? 'the whole';
  throw new InputError('not-a-report', `${source} is no benchmark report: ${place}: ${issue.message}.`);
}

function withoutDoubles(report: BenchReport, source: string): BenchReport {
  for (const list of ['cases', 'floors'] as const) {
    const seen = new Set<string>();
    for (const { id } of report[list]) {
      if (seen.has(id)) {
        throw new InputError('not-a-report', `${source} is no benchmark report: its ${list} hold "${id}" twice.`);
      }
      seen.add(id);
    }
  }
  return report;
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError('not-json', `${source} is not JSON: ${why}.`, error);
  }
}

function versionOf(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'schemaVersion' in json ? json.schemaVersion : undefined;
}
