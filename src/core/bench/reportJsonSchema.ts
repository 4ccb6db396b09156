import { toJsonSchema } from '@valibot/to-json-schema';
import type { JsonSchema, SchemaValue } from '../world/schemas/jsonSchema.ts';
import { REPORT_SCHEMAS } from './jsonReport.ts';

/** What the parts are, by their names in `REPORT_SCHEMAS`. */
const PARTS: Readonly<Record<string, string>> = {
  caseResult: 'One measured case, or a floor: what the machine itself costs.',
  plot: 'A figure of a case that is more than a number, with its words.',
  comparison: 'Two runs, or two settings in one run, side by side.',
  quantileComparison: 'How one quantile of B stands to that of A.',
  modelIdentity: 'Who answered. What a server does not say is absent.',
};

/** What the editor says of each field: `definition.field`, or the path from the report. */
const FIELDS: Readonly<Record<string, string>> = {
  schemaVersion: 'The version of this format: 1.',
  startedAt: 'When the run began: ISO 8601, UTC.',
  durationMs: 'How long the run took, milliseconds.',
  mode: 'quick: every case a few times. full: enough samples for p99.',
  processes: 'How many processes measured what is repeated.',
  seed: 'Fixes the workloads and faults: the same seed gives the same work.',
  environment: 'The machine and the build. No host name, no path, no user name.',
  memory: 'The most that the process which made the report was resident.',
  'memory.runnerBytes': 'Until the first case: the runner, the floors and what Node takes by itself, bytes.',
  'memory.peakBytes': 'Until the end, with what the cases make and hold, bytes.',
  'environment.planscope': "Planscope's version.",
  'environment.node': "Node's version.",
  'environment.platform': 'The operating system, as Node calls it.',
  'environment.arch': "The processor's architecture, as Node calls it.",
  'environment.cpu': "The processor's name.",
  'environment.cores': 'How many cores the machine has.',
  'environment.memoryBytes': "The machine's memory, bytes.",
  'environment.power': 'What the machine ran on; absent where it cannot be known.',
  'environment.timer': 'The clock of the measurements.',
  'environment.timer.stepNs': "The clock's smallest step, nanoseconds.",
  'environment.timer.costNs': 'What one reading of the clock costs, nanoseconds.',
  model: 'Who answered.',
  wholeSuites: 'The suites of which every case was run; where it is absent, each that has cases.',
  cases: 'The measured cases.',
  floors: "The machine's own costs, in the same run.",
  targets: "The project's targets beside what was measured; absent where they were not asked for.",
  'targets.what': 'What the target is about.',
  'targets.target': 'The limit, in words.',
  'targets.figure': 'What was measured, in words.',
  'targets.floor': 'What it is compared with, in words.',
  'targets.ratio': 'The figure over the floor.',
  'targets.holds': 'Whether the limit was kept.',
  comparison: 'The run beside another one, A; this run is B. Absent where none was asked for.',

  'comparison.a': 'What A is, in words.',
  'comparison.b': 'What B is, in words.',
  'comparison.verdict': 'What changed, in a sentence.',
  'comparison.isInterleaved': 'Whether both were taken in turn in one run.',
  'comparison.differences': 'What makes the two unlike, a sentence each.',
  'comparison.confidence': 'Of all verdicts together.',
  'comparison.noise': 'Changes below this are noise: 0.03 is 3 %.',
  'comparison.noise.p50': 'For the median.',
  'comparison.noise.p95': 'For p95.',
  'comparison.reading': 'How the figures are to be read, in a few sentences.',
  'comparison.smallestChange': 'By how much the median of a typical case had to change to be told: 0.14 is 14 %.',
  'comparison.cases': 'What became of each case and floor that both have.',
  'comparison.cases.id': 'suite/case.',
  'comparison.cases.verdict': 'Of the median, or of the tail where that alone changed.',
  'comparison.cases.p50': 'The median of both.',
  'comparison.cases.p95': 'p95 of both.',
  'comparison.cases.paceRatio': 'How fast the machine was, B over A: 1.2 is a fifth slower.',
  'comparison.onlyA': 'Cases that only A has.',
  'comparison.onlyB': 'Cases that only B has.',

  'quantileComparison.verdict': 'What became of it.',
  'quantileComparison.a': 'In A, nanoseconds.',
  'quantileComparison.b': 'In B, nanoseconds.',
  'quantileComparison.ratio': 'B over A: 1.1 is 10 % slower; at the pace of the machine where the time is work.',
  'quantileComparison.interval': "The ratio's 95 % interval.",

  'modelIdentity.kind': 'simulator: no model, but rules. server: a model server.',
  'modelIdentity.name': 'The name of the model.',
  'modelIdentity.digest': "The digest of the model's weights.",
  'modelIdentity.quantisation': "How the model's weights are quantised.",
  'modelIdentity.server': 'The server and its version.',
  'modelIdentity.contextTokens': 'How many tokens the model holds in its context.',

  'caseResult.id': 'suite/case; the names stay the same from run to run.',
  'caseResult.status': 'ok: what the case asserts held. failed: `error` says what did not.',
  'caseResult.unit': 'The unit of the times: nanoseconds per iteration.',
  'caseResult.samples': 'How many samples were taken.',
  'caseResult.batch': 'Each sample is the mean of that many iterations.',
  'caseResult.mean': 'Mean, nanoseconds; null where nothing was measured.',
  'caseResult.min': 'Shortest sample, nanoseconds.',
  'caseResult.max': 'Longest sample, nanoseconds.',
  'caseResult.p50': 'Median, nanoseconds; null where there are too few samples to say.',
  'caseResult.p95': '95th percentile, nanoseconds; null where there are too few samples to say.',
  'caseResult.p99': '99th percentile, nanoseconds; null where there are too few samples to say.',
  'caseResult.floor': 'The cost of the machine itself that the case is compared with.',
  'caseResult.floor.id': "The floor's id.",
  'caseResult.floor.ratio': "The case's p50 over the floor's.",
  'caseResult.metrics': 'Figures beside the times; each name carries its unit: overheadNs, hitRatio (0..1).',
  'caseResult.note': 'What was measured, in one line.',
  'caseResult.error': 'What did not hold; only when failed.',
  'caseResult.distribution': 'How the samples are spread.',
  'caseResult.distribution.counts': 'How many samples each bin holds.',
  'caseResult.distribution.edgesNs': 'Where the bins end, nanoseconds: bin i lies between edges i and i + 1.',
  'caseResult.intervals': '95 % confidence intervals of the percentiles, nanoseconds, low and high.',
  'caseResult.intervals.p50': "p50's interval; null where there are too few samples.",
  'caseResult.intervals.p95': "p95's interval; null where there are too few samples.",
  'caseResult.intervals.p99': "p99's interval; null where there are too few samples.",
  'caseResult.outliers': 'Samples far from the quartiles; flagged, not dropped.',
  'caseResult.outliers.mild': 'Beyond 1.5 interquartile ranges.',
  'caseResult.outliers.severe': 'Beyond 3 interquartile ranges.',
  'caseResult.ended': 'Why sampling ended. narrow: the interval of p50 was. limit: a case may take no more.',
  'caseResult.yardstick': 'machine: the time is work, slower on a slower machine. clock: it is waiting.',
  'caseResult.blocks': 'Stretches of the measurement, which say whose they are; runs are compared by their processes.',
  'caseResult.blocks.samplesNs': 'Samples at equal steps of probability, ascending, nanoseconds per iteration.',
  'caseResult.blocks.count': 'How many samples the stretch had.',
  'caseResult.blocks.paceNs': 'What a fixed piece of work took meanwhile, nanoseconds.',
  'caseResult.blocks.process': 'Which of the processes of the run measured it, from 0; absent where there was one.',
  'caseResult.plots': 'Figures that are more than a number.',
  'caseResult.advice': 'What follows from the case, a sentence each.',
  'caseResult.model': 'Who answered, where it is not the model of the report.',

  'plot.type': 'What is drawn.',
  'plot.title': 'What it is about.',
  'plot.text': 'What it shows, in words.',
  'plot.x': 'The axis to the right.',
  'plot.x.label': 'What the axis says.',
  'plot.x.name': 'A name with its unit, as of a metric.',
  'plot.x.scale': 'How the axis is divided.',
  'plot.y': 'The axis upwards.',
  'plot.y.label': 'What the axis says.',
  'plot.y.name': 'A name with its unit, as of a metric.',
  'plot.y.scale': 'How the axis is divided.',
  'plot.series': 'The curves.',
  'plot.series.name': "The curve's name.",
  'plot.series.points': 'Points x, y, by ascending x.',
  'plot.endMs': 'When the experiment ended, milliseconds from its beginning.',
  'plot.lanes': 'What had states.',
  'plot.lanes.name': "The lane's name.",
  'plot.lanes.spans': 'Its states over time.',
  'plot.lanes.spans.state': 'The state.',
  'plot.lanes.spans.fromMs': 'When it began, milliseconds.',
  'plot.lanes.spans.toMs': 'When it ended, milliseconds.',
  'plot.marks': 'Moments worth a word.',
  'plot.marks.atMs': 'When, milliseconds.',
  'plot.marks.label': 'What happened.',
  'plot.stages': 'How many reached each stage.',
  'plot.stages.label': 'The stage.',
  'plot.stages.count': 'How many reached it.',
  'plot.stages.share': 'Their share of the first stage (0..1).',
  'plot.stages.low': "Low end of the share's 95 % interval (0..1).",
  'plot.stages.high': "High end of the share's 95 % interval (0..1).",
  'plot.rowLabel': 'What the rows are.',
  'plot.columns': "The columns' names, with their units.",
  'plot.rows': 'The rows.',
  'plot.rows.label': "The row's name.",
  'plot.rows.values': 'A value for each column.',
  'plot.rows.isBest': 'Whether it is the one to take.',
};

/**
 * The JSON schema (draft 07) of a report's JSON file, made from the schema that reads it, with a text for each field.
 * Fields that it does not know are allowed, as the reader allows them.
 */
export function reportJsonSchema(): JsonSchema {
  const { report, ...definitions } = REPORT_SCHEMAS;
  const text = JSON.stringify(toJsonSchema(report, { target: 'draft-07', definitions }));
  // Draft 07 calls them `definitions`.
  const made: JsonSchema = JSON.parse(text.replaceAll('"#/$defs/', '"#/definitions/'));
  const { $schema = '', $defs: parts = {}, ...rest } = made;
  return {
    $schema,
    title: 'Planscope benchmark report',
    description: 'One run of the benchmark suites. Times in nanoseconds per iteration.',
    ...described(rest, ''),
    definitions: Object.fromEntries(
      Object.entries(parts as Readonly<Record<string, JsonSchema>>).map(([name, part]) => [
        name,
        { description: PARTS[name] ?? '', ...described(part, `${name}.`) },
      ]),
    ),
  };
}

/** `schema` with the texts of the fields below it, whose paths begin with `path`. */
function described(schema: JsonSchema, path: string): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [
      keyword,
      keyword === 'properties' ? withTexts(value as Readonly<Record<string, JsonSchema>>, path) : below(value, path),
    ]),
  );
}

function withTexts(fields: Readonly<Record<string, JsonSchema>>, path: string): JsonSchema {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const description = FIELDS[`${path}${name}`] ?? '';
      const inner = described(field, `${path}${name}.`);
      // Beside a `$ref` every other keyword of draft 07 is ignored.
      return [name, '$ref' in inner ? { allOf: [inner], description } : { ...inner, description }];
    }),
  );
}

function below(value: SchemaValue, path: string): SchemaValue {
  if (Array.isArray(value)) return value.map((one: SchemaValue) => below(one, path));
  return typeof value === 'object' && value !== null ? described(value as JsonSchema, path) : value;
}
