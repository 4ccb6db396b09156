import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse, type TestCase, type TestSuite } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { nameInSuite, suitesOf } from '../../../../../src/core/bench/caseId.ts';
import type { BenchReport, CaseResult } from '../../../../../src/core/bench/report.ts';
import { holdable } from '../../../../../src/core/bench/writers/characters.ts';
import { junitReport } from '../../../../../src/core/bench/writers/junitReport.ts';
import { benchReport, caseRow } from '../../../../support/benchReports.ts';
import { hostileReport } from '../../../../support/hostileReports.ts';

const schema = readFileSync(new URL('../../../../support/junit.rng', import.meta.url), 'utf8');

/** What libxml2 finds wrong with documents. */
async function faultsIn(...documents: readonly string[]): Promise<readonly string[]> {
  const xml = documents.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema, extension: 'relaxng' });
  return errors.map(({ rawMessage }) => rawMessage);
}

/** The suites as a reader of JUnit files sees them, with every attribute as text. */
async function suitesIn(xml: string): Promise<readonly TestSuite[]> {
  const read = await parse(xml, { strict: true });
  return read && 'testsuite' in read ? (read.testsuite ?? []) : [];
}

async function onlySuite(report: BenchReport): Promise<TestSuite> {
  const [suite] = await suitesIn(junitReport(report));
  if (suite === undefined) throw new Error('There is no suite.');
  return suite;
}

async function onlyCase(result: CaseResult): Promise<TestCase> {
  const suite = await onlySuite(benchReport({ cases: [result] }));
  const [test] = suite.testcase ?? [];
  if (test === undefined) throw new Error('There is no test case.');
  return test;
}

describe('the JUnit report', () => {
  it('has a suite per suite and a case per case', async () => {
    const cases = [caseRow('llm/a'), caseRow('cache/b/c'), caseRow('llm/d', { status: 'failed', error: 'It broke.' })];
    const suites = await suitesIn(junitReport(benchReport({ cases })));
    expect(suites).toMatchObject([
      { name: 'llm', tests: '2', failures: '1', errors: '0', testcase: [{ name: 'a' }, { name: 'd' }] },
      { name: 'cache', tests: '1', failures: '0', testcase: [{ name: 'b/c', classname: 'planscope.cache' }] },
    ]);
  });

  it('gives p50 in seconds as the time, the mean where there is none, and 0 where nothing was measured', async () => {
    expect(await onlyCase(caseRow('llm/a', { p50: 1_500 }))).toMatchObject({ time: '0.000001500' });
    expect(await onlyCase(caseRow('llm/a', { p50: null, mean: 2e9 }))).toMatchObject({ time: '2.000000000' });
    expect(await onlyCase(caseRow('llm/a', { p50: null, mean: null }))).toMatchObject({ time: '0.000000000' });
  });

  it('says why a case failed', async () => {
    const failed = caseRow('llm/a', { status: 'failed', error: 'The ratio is 0.5,\nnot 0.9.' });
    expect(await onlyCase(failed)).toMatchObject({
      failure: [{ type: 'CaseFailure', message: 'The ratio is 0.5,\nnot 0.9.' }],
    });
    expect(await onlyCase(caseRow('llm/a', { status: 'failed' }))).toMatchObject({
      failure: [{ message: 'no reason given' }],
    });
  });

  it('has the targets as a suite of its own, where a missed one is a failure', async () => {
    const targets = [
      { what: 'Recording', target: '≤ 100 ns', figure: '200 ns', holds: false },
      { what: 'Refusal', target: '≤ 10 µs', figure: '1 µs', holds: true },
    ];
    const suites = await suitesIn(junitReport(benchReport({ targets })));
    expect(suites[1]).toMatchObject({
      name: 'targets',
      tests: '2',
      failures: '1',
      testcase: [
        { name: 'Recording', failure: [{ type: 'TargetMissed', message: '200 ns; the target is ≤ 100 ns' }] },
        { name: 'Refusal' },
      ],
    });
  });

  it('tells the environment and the command as properties, and no host', async () => {
    const { properties, hostname } = await onlySuite(benchReport());
    const values = Object.fromEntries((properties ?? []).map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      node: '24.0.0',
      cpu: 'A CPU',
      memoryBytes: '8589934592',
      'model.kind': 'simulator',
      command: 'npm run bench -- --suite llm --seed 42',
    });
    expect(hostname).toBe('localhost');
  });

  it('gives the metrics in the output of the suite', async () => {
    const suite = await onlySuite(benchReport({ cases: [caseRow('llm/a', { metrics: { overheadNs: 1_500 } })] }));
    expect(suite['system-out']).toEqual(['llm/a: what llm/a measures\n  overheadNs: 1.50 µs']);
  });

  it('is what the schemas of its readers allow', async () => {
    const targets = [{ what: 'w', target: 't', figure: 'f', holds: false }];
    const cases = [caseRow('llm/a', { status: 'failed', error: 'x' }), caseRow('cache/b', { p50: 1e-9 })];
    const environment = {
      ...benchReport().environment,
      power: 'battery' as const,
      timer: { stepNs: 1, costNs: 30 },
    };
    const full = benchReport({ cases, targets, environment });
    expect(await faultsIn(junitReport(full), junitReport(benchReport({ cases: [] })))).toEqual([]);
  });

  it('is refused by the schema where it is wrong', async () => {
    const right = junitReport(benchReport());
    expect(await faultsIn(right.replace(/ tests="\d"/, ''))).not.toEqual([]);
    expect(await faultsIn(right.replace('time="', 'time="1e-9'))).not.toEqual([]);
    expect(await faultsIn(right.replace('name="cache', 'name="\u0001cache'))).not.toEqual([]);
  });

  it('keeps the lines of a message apart, for a reader that makes spaces of bare line ends as XML demands', async () => {
    const failed = caseRow('llm/a', { status: 'failed', error: 'one\n\ttwo\rthree' });
    const xml = junitReport(benchReport({ cases: [failed] }));
    const { normalized } = await validateXML({ xml, normalization: 'c14n' });
    expect(normalized).toContain('message="one&#xA;&#x9;two&#xD;three"');
  });

  it('is right in form, whatever the texts', { timeout: 120_000 }, async () => {
    // Many documents at once: each call starts an engine.
    await fc.assert(
      fc.asyncProperty(fc.array(hostileReport, { minLength: 20, maxLength: 20 }), async (reports) => {
        expect(await faultsIn(...reports.map((report) => junitReport(report)))).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('is read back by a reader of JUnit files, whatever the texts', async () => {
    await fc.assert(
      fc.asyncProperty(hostileReport, async (report) => {
        const suites = await suitesIn(junitReport(report));
        const tests = suites.flatMap(({ testcase }) => testcase ?? []);
        const cases = suitesOf(report.cases).flatMap((suite) =>
          report.cases.filter(({ id }) => suitesOf([{ id }])[0] === suite),
        );
        const failures = cases.map(({ status, error }) =>
          status === 'ok' ? undefined : holdable(error ?? 'no reason given'),
        );
        expect(tests.slice(0, cases.length).map(({ name }) => name)).toEqual(
          cases.map(({ id }) => (nameInSuite(id).trim() === '' ? '(unnamed)' : holdable(nameInSuite(id)))),
        );
        expect(tests.slice(0, cases.length).map(({ failure }) => failure?.[0]?.message)).toEqual(failures);
        expect(tests).toHaveLength(cases.length + (report.targets?.length ?? 0));
      }),
    );
  });
});
