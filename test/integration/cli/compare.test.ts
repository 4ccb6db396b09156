import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCompare } from '../../../src/cli/compare.ts';
import { compareSettings, readChanges } from '../../../src/cli/compareSettings.ts';
import { serializeReport } from '../../../src/core/bench/jsonReport.ts';
import type { BenchReport } from '../../../src/core/bench/report.ts';
import { benchReport, caseRow } from '../../support/benchReports.ts';
import { closedEndpoint } from '../../support/loopbackServer.ts';
import { recordingTerminal } from '../../support/recordingTerminal.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function compare(...argv: string[]) {
  const { io, said } = recordingTerminal();
  return { code: await runCompare(argv, io), ...said };
}

async function file(name: string, report: BenchReport): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, serializeReport(report));
  return path;
}

/** A run whose one case takes `ns`, steadily. */
function run(ns: number, more: Partial<BenchReport> = {}): BenchReport {
  const blocks = Array.from({ length: 25 }, (_, i) => ({
    samplesNs: [ns * (1 + i / 1e4), ns * (1.01 + i / 1e4)],
    count: 100,
    paceNs: 60_000,
    process: Math.floor(i / 5),
  }));
  return benchReport({
    cases: [caseRow('llm/x', { p50: ns, p95: ns, yardstick: 'machine', blocks })],
    floors: [],
    ...more,
  });
}

describe('planscope compare', () => {
  it('says of two runs what regressed and by how much, and fails only when asked to', async () => {
    const [a, b] = [await file('a.json', run(1_000)), await file('b.json', run(1_200))];
    const { code, out } = await compare(a, b);
    expect(code).toBe(0);
    expect(out).toMatch(/^1 of the 1 case regressed: llm\/x\./);
    expect(out).toContain('p50 1 µs → 1.20 µs, 1.20 ×');
    expect(out).toContain('A: a.json, 2026-01-02 03:04 UTC. B: b.json,');
    expect((await compare(a, b, '--fail-on-regression')).code).toBe(1);
    expect((await compare(b, a, '--fail-on-regression')).code).toBe(0);
  });

  it('does not pass runs of which nothing can be judged when a regression is to fail', async () => {
    const [a, b] = [await file('a.json', run(1_000)), await file('b.json', benchReport({ floors: [] }))];
    const { code, err } = await compare(a, b, '--fail-on-regression');
    expect(code).toBe(1);
    expect(err).toContain('no case could be judged');
  });

  it('writes the comparison as JSON', async () => {
    const [a, b] = [await file('a.json', run(1_000)), await file('b.json', run(1_000))];
    const { out } = await compare(a, b, '--json');
    expect(JSON.parse(out)).toMatchObject({ cases: [{ id: 'llm/x', verdict: 'no change' }], differences: [] });
  });

  it('compares unlike runs only on demand, and marks that', async () => {
    const [a, b] = [await file('a.json', run(1_000)), await file('b.json', run(1_000, { seed: 7 }))];
    const refused = await compare(a, b);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('Seed: 42 in A, 7 in B.');
    expect(refused.err).toContain('--compare-unlike');
    const marked = await compare(a, b, '--compare-unlike');
    expect(marked.code).toBe(0);
    expect(marked.out).toContain('The two are unlike:\n  Seed: 42 in A, 7 in B.');
  });

  it.each<[string, string[], RegExp]>([
    ['one file', ['a.json'], /Name two reports, A and B/],
    ['a file that is not there', ['nowhere-a.json', 'nowhere-b.json'], /nowhere-a\.json/],
    ['a setting without a value', ['--set', 'cache.maxEntries'], /write KEY=VALUE/],
    ['a setting that there is not', ['--set', 'cache.size=5'], /There is no setting "cache\.size"/],
    [
      'a value out of range',
      ['--set', 'cache.maxEntries=0'],
      /planscope\.cache\.maxEntries is 0, but must be a whole number/,
    ],
    ['a file beside a setting', ['a.json', '--set', 'cache.maxEntries=5'], /not both/],
    ['an option that there is not', ['--fast'], /--fast/],
  ])('refuses %s, and says what to do', async (_, argv, words) => {
    const { code, err, out } = await compare(...argv);
    expect(code).toBe(2);
    expect(err).toMatch(words);
    expect(out).toBe('');
  });

  it('advises its own options where no server answers', async () => {
    const endpoint = await closedEndpoint();
    const [execPath, version, none] = [process.execPath, '0.1.0', 'nowhere'];
    const program = { execPath, cliEntry: none, workerEntry: none, reportScript: none, reportCss: none, version };
    const changes = readChanges(['model.name=phi3']);
    const options = { changes, mode: 'quick', seed: 1, model: { endpoint, model: undefined } } as const;
    const comparing = compareSettings(options, program, recordingTerminal().io);
    await expect(comparing).rejects.toThrow(/No model server answers .* or set --endpoint\./);
  });

  it('refuses a file that holds no report, with its name', async () => {
    const a = join(folder, 'a.json');
    await writeFile(a, '{"schemaVersion": 1}');
    const { code, err } = await compare(a, a);
    expect(code).toBe(2);
    expect(err).toContain(`${a} is no benchmark report`);
  });
});
