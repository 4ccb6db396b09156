import { nameInSuite, suiteOf, suitesOf } from '../caseId.ts';
import { formatMetric } from '../format.ts';
import type { BenchReport, CaseResult, TargetResult } from '../report.ts';
import { rerunCommand } from '../rerunCommand.ts';
import { holdable } from './characters.ts';

interface TestCase {
  readonly name: string;
  /** Seconds. */
  readonly time: number;
  readonly failure?: { readonly type: string; readonly message: string; readonly text: string };
}

interface TestSuite {
  readonly name: string;
  readonly testCases: readonly TestCase[];
  readonly out: readonly string[];
}

/**
 * The report for the test pages of continuous integration: a test suite per suite, a test case per case, and the
 * targets as a suite of their own. A case's time is its p50, else its mean, else 0, since readers want one.
 *
 * JUnit's XML has no standard. This is what both schemas allow that readers go by: Jenkins's
 * (https://github.com/jenkinsci/xunit-plugin, `junit-10.xsd`) and Ant's (https://github.com/windyroad/JUnit-Schema,
 * `JUnit.xsd`). Hence the fixed host name, the date without zone, and the figures in the suite's `system-out`.
 */
export function junitReport(report: BenchReport): string {
  const suites = suitesOf(report.cases).map((suite) => testSuite(suite, report.cases));
  const targets = report.targets === undefined ? [] : [targetSuite(report.targets)];
  const properties = propertiesOf(report);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...[...suites, ...targets].flatMap((suite, index) => suiteLines(suite, index, report.startedAt, properties)),
    '</testsuites>',
    '',
  ].join('\n');
}

function testSuite(suite: string, cases: readonly CaseResult[]): TestSuite {
  const own = cases.filter(({ id }) => suiteOf(id) === suite);
  return { name: suite, testCases: own.map(testCase), out: own.flatMap(figureLines) };
}

function testCase(result: CaseResult): TestCase {
  const test = { name: nameInSuite(result.id), time: (result.p50 ?? result.mean ?? 0) / 1e9 };
  if (result.status === 'ok') return test;
  const message = result.error ?? 'no reason given';
  return { ...test, failure: { type: 'CaseFailure', message, text: `${message}\n${result.note}` } };
}

function figureLines({ id, note, metrics }: CaseResult): readonly string[] {
  const figures = Object.entries(metrics ?? {}).map(([name, value]) => `  ${name}: ${formatMetric(name, value)}`);
  return [`${id}: ${note}`, ...figures];
}

function targetSuite(targets: readonly TargetResult[]): TestSuite {
  const testCases = targets.map(({ what, target, figure, holds }): TestCase => {
    if (holds) return { name: what, time: 0 };
    const message = `${figure}; the target is ${target}`;
    return { name: what, time: 0, failure: { type: 'TargetMissed', message, text: message } };
  });
  return { name: 'targets', testCases, out: targets.map(({ what, figure }) => `${what}: ${figure}`) };
}

function propertiesOf(report: BenchReport): readonly (readonly [name: string, value: string])[] {
  const { environment, model, mode, seed, durationMs } = report;
  const { timer, ...machine } = environment;
  const values = {
    ...machine,
    ...(timer === undefined ? {} : { timerStepNs: timer.stepNs, timerCostNs: timer.costNs }),
    ...Object.fromEntries(Object.entries(model).map(([name, value]) => [`model.${name}`, value])),
    mode,
    seed,
    durationMs,
    command: rerunCommand(report),
  };
  return Object.entries(values).map(([name, value]) => [name, String(value)]);
}

function suiteLines(
  { name, testCases, out }: TestSuite,
  index: number,
  startedAt: string,
  properties: ReturnType<typeof propertiesOf>,
): readonly string[] {
  const attributes = {
    name: named(name),
    package: 'planscope',
    id: index,
    timestamp: utcSeconds(startedAt),
    hostname: 'localhost',
    tests: testCases.length,
    failures: testCases.filter(({ failure }) => failure !== undefined).length,
    errors: 0,
    time: seconds(testCases.reduce((sum, { time }) => sum + time, 0)),
  };
  return [
    `  <testsuite${attributesText(attributes)}>`,
    '    <properties>',
    ...properties.map(([key, value]) => `      <property${attributesText({ name: key, value })}/>`),
    '    </properties>',
    ...testCases.flatMap((test) => testCaseLines(test, name)),
    `    <system-out>${escapeXml(out.join('\n'))}</system-out>`,
    '    <system-err/>',
    '  </testsuite>',
  ];
}

function testCaseLines({ name, time, failure }: TestCase, suite: string): readonly string[] {
  const head = `    <testcase${attributesText({ name: named(name), classname: `planscope.${suite}`, time: seconds(time) })}`;
  if (failure === undefined) return [`${head}/>`];
  const { type, message, text } = failure;
  const line = `      <failure${attributesText({ type, message })}>${escapeXml(text)}</failure>`;
  return [`${head}>`, line, '    </testcase>'];
}

/** Ant's schema has no empty names. */
function named(name: string): string {
  return name.trim() === '' ? '(unnamed)' : name;
}

/** A decimal, since an exponent is no number to the schemas. */
function seconds(value: number): string {
  return Number.isFinite(value) ? value.toFixed(9) : '0';
}

/** "2026-01-02T03:04:05", in UTC; Ant's schema has neither a zone nor fractions. */
function utcSeconds(iso: string): string {
  const at = new Date(iso);
  return (Number.isNaN(at.getTime()) ? new Date(0) : at).toISOString().slice(0, 19);
}

function attributesText(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

/** Text for elements. Readers make a line feed of a carriage return that is not escaped. */
function escapeXml(text: string): string {
  return holdable(text).replace(/[&<>"\r]/g, (one) => ENTITIES.get(one) ?? '&#13;');
}

/** Text for attributes in double quotes. Readers make spaces of line ends and tabs that are not escaped. */
function escapeAttribute(text: string): string {
  return escapeXml(text).replace(/[\t\n]/g, (one) => `&#${one.charCodeAt(0)};`);
}
