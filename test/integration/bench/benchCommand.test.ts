import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isBenchMessage } from '../../../src/core/bench/benchMessage.ts';
import { parseReport } from '../../../src/core/bench/jsonReport.ts';
import type { BenchMessage } from '../../../src/core/bench/report.ts';
import { extractCustomBenchmark } from '../../support/githubActionBenchmark.ts';

const PROGRAM = fileURLToPath(new URL('programs/cli.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The bench command in a process of its own, with a message channel to this one. */
function start(...argv: string[]) {
  const child = fork(PROGRAM, ['bench', ...argv], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  if (child.stdout === null || child.stderr === null) throw new Error('The child has no pipes.');
  const messages: BenchMessage[] = [];
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  child.on('message', (message) => {
    if (isBenchMessage(message)) messages.push(message);
  });
  // Not 'close': that does not come after a `disconnect()` of ours.
  const ended = Promise.all([once(child, 'exit'), once(child.stdout, 'end'), once(child.stderr, 'end')]).then(
    ([[code]]): Ended => ({ code, out, err }),
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  /** Resolves when this floor or case begins; rejects when the run is over before. */
  const begun = (id: string): Promise<void> =>
    new Promise((resolve, reject) => {
      child.on('message', (message) => {
        if (isBenchMessage(message) && message.type === 'progress' && message.id === id) resolve();
      });
      void ended.then((end) => reject(new Error(`The run ended before ${id} began: ${end.err}`)));
    });
  return { child, messages, ended, begun };
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'planscope-bench-'));
  onTestFinished(async () => {
    await chmod(path, 0o700);
    await rm(path, { recursive: true });
  });
  return path;
}

function childrenOf(pid: number | undefined): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return rows.filter(([, parent]) => parent === pid).map(([child]) => child ?? -1);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the bench command', () => {
  it('holds all 33 cases in quick mode within a minute and writes its reports', { timeout: 120_000 }, async () => {
    const path = await folder();
    const [json, html] = [join(path, 'run.json'), join(path, 'run.html')];
    const others = ['--markdown', 'run.md', '--csv', 'run.csv', '--junit', 'run.xml', '--github-benchmark', 'run'].map(
      (word) => (word.startsWith('--') ? word : join(path, word)),
    );
    const { ended, messages } = start('--quick', '--json', json, '--html', html, ...others, '--seed', '5');
    const { code, out, err } = await ended;
    const report = parseReport(await readFile(json, 'utf8'), json);
    const failures = report.cases.filter((one) => one.status === 'failed').map((one) => `${one.id}: ${one.error}`);
    expect(failures, err).toEqual([]);
    expect(code).toBe(0);
    expect(report).toMatchObject({ mode: 'quick', seed: 5, model: { kind: 'simulator' } });
    expect(report.cases).toHaveLength(33);
    expect(report.durationMs).toBeLessThan(60_000);
    expect(report.cases.every((one) => one.mean !== null && one.samples > 0)).toBe(true);
    expect(out).toContain('33 cases: 33 ok, 0 failed');
    expect(await readFile(html, 'utf8')).toContain('cache/cache_hit_rate_validation');
    expect((await readdir(path)).sort()).toEqual(
      ['bigger.json', 'smaller.json']
        .map((end) => `run-${end}`)
        .concat(['csv', 'html', 'json', 'md', 'xml'].map((end) => `run.${end}`)),
    );
    expect(await readFile(join(path, 'run.md'), 'utf8')).toMatch(/^## 33 of 33 benchmark cases held\n/);
    expect((await readFile(join(path, 'run.csv'), 'utf8')).split('\r\n')).toHaveLength(
      1 + report.cases.length + report.floors.length + 1,
    );
    expect((await readFile(join(path, 'run.xml'), 'utf8')).match(/<testcase /g)).toHaveLength(33);
    expect(extractCustomBenchmark(await readFile(join(path, 'run-smaller.json'), 'utf8')).length).toBeGreaterThan(20);
    expect(extractCustomBenchmark(await readFile(join(path, 'run-bigger.json'), 'utf8')).length).toBeGreaterThan(10);
    expect(messages.at(-1)).toEqual({ type: 'report', report });
    const progress = messages.filter((one) => one.type === 'progress');
    expect(progress.at(-1)).toMatchObject({ done: 39, total: 39 });
  });

  it('gives the same hit ratios for the same seed and others for another', async () => {
    const ratios = async (seed: string): Promise<unknown> => {
      const { ended, messages } = start('--quick', '--filter', 'cap_50', '--seed', seed);
      await ended;
      const last = messages.at(-1);
      return last?.type === 'report' ? last.report.cases.map((one) => one.metrics?.['hitRatio']) : undefined;
    };
    const first = await ratios('1');
    expect(first).toEqual([expect.any(Number), expect.any(Number)]);
    expect(await ratios('1')).toEqual(first);
    expect(await ratios('2')).not.toEqual(first);
  });

  it('names its cases in the command for the same run where it ran only some of a suite', async () => {
    const path = await folder();
    const [markdown, html] = [join(path, 'run.md'), join(path, 'run.html')];
    await start('--quick', '--filter', 'llm/retry*', '--markdown', markdown, '--html', html).ended;
    const command = 'npm run bench -- --quick --case llm/retry_backoff_calculation --seed 42';
    expect(await readFile(markdown, 'utf8')).toContain(command);
    expect(await readFile(html, 'utf8')).toContain('"wholeSuites":[]');
  });

  it('tries settings under chaos in quick mode, advises nothing from it, and says who would have opened when', async () => {
    const { ended, messages } = start('--quick', '--suite', 'chaos');
    const { code, err } = await ended;
    const last = messages.at(-1);
    const report = last?.type === 'report' ? last.report : undefined;
    expect(
      report?.cases.map(({ id, status, error }) => [id, status, error]),
      err,
    ).toEqual(
      ['random_failures', 'outages', 'slow_failures', 'all_situations'].map((name) => [
        `chaos/${name}`,
        'ok',
        undefined,
      ]),
    );
    expect(code).toBe(0);
    const outages = report?.cases.find(({ id }) => id === 'chaos/outages');
    expect(outages?.plots?.map(({ type }) => type)).toEqual(['grid', 'timeline']);
    const [grid, timeline] = outages?.plots ?? [];
    if (grid?.type !== 'grid' || timeline?.type !== 'timeline') throw new Error('The plots are others.');
    expect(grid.rows.map(({ label, isBest }) => [label, isBest])).toEqual([
      ['default settings', true],
      ['breaker.failureThreshold 3, breaker.recoveryMs 10000, deadlines.firstByteMs 60000', undefined],
    ]);
    for (const { values } of grid.rows) expect(values).toHaveLength(grid.columns.length);
    expect(timeline.marks.map(({ label }) => label).filter((label) => label === 'outage')).toHaveLength(2);
    expect(timeline.lanes).toHaveLength(2);
    for (const { spans } of timeline.lanes) expect(spans.map(({ state }) => state)).toContain('open');
    expect(outages?.advice?.[0]).toMatch(/^A quick run is too short/);
    expect(outages?.advice?.[1]).toMatch(/^What if: of the \d+ calls .* would (not )?have opened the breaker/);
  });

  it('lists the cases without running one', async () => {
    const { code, out, err } = await start('--list', '--suite', 'cache').ended;
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => line.startsWith('cache/'))).toHaveLength(10);
    expect(err).toBe('');
  });

  it('takes the three standard suites where no other choice is made, and no model', async () => {
    const { out } = await start('--list').ended;
    const suites = out.split('\n').flatMap((line) => /^(\w+)\//.exec(line)?.[1] ?? []);
    expect([...new Set(suites)]).toEqual(['llm', 'cache', 'resilience']);
  });

  it('runs the capacity suite when it is named, with recorded traffic where there is some', async () => {
    const file = join(await folder(), 'traffic.jsonl');
    const lines = [
      '{"planscopeTraffic":1,"requests":2,"maxEntries":50,"ttlMs":60000}',
      ...[false, true].map((hit) => `{"key":"abcdefg","atMs":1700000000000,"hit":${hit}}`),
    ];
    await writeFile(file, lines.join('\n'));
    const { ended, messages } = start('--quick', '--suite', 'capacity', '--filter', 'recorded', '--traffic', file);
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(out).toContain('1 case: 1 ok, 0 failed');
    const last = messages.at(-1);
    const [recorded] = last?.type === 'report' ? last.report.cases : [];
    expect(recorded).toMatchObject({ id: 'capacity/recorded', metrics: { maxEntries: 50, hitRatio: 0.5 } });
    expect(recorded?.plots?.[0]).toMatchObject({ type: 'curves' });
  });

  it('refuses traffic that it cannot read, and traffic that nothing is done with', async () => {
    const file = join(await folder(), 'traffic.jsonl');
    await writeFile(file, '{"planscopeTraffic":1,"requests":1,"maxEntries":50,"ttlMs":60000}\n{"key":7}\n');
    const unreadable = await start('--suite', 'capacity', '--traffic', file).ended;
    expect(unreadable.code).toBe(2);
    expect(unreadable.err).toContain(`${file}, line 2: "key" must be 7 characters of base64.`);
    await writeFile(
      file,
      '{"planscopeTraffic":1,"requests":1,"maxEntries":50,"ttlMs":60000}\n{"key":"abcdefg","atMs":1,"hit":true}\n',
    );
    const unused = await start('--quick', '--traffic', file).ended;
    expect(unused.code).toBe(2);
    expect(unused.err).toContain('add --suite capacity');
  });

  it('prints its help', async () => {
    const { code, out } = await start('--help').ended;
    expect(code).toBe(0);
    expect(out).toContain('--check-targets');
  });

  it.each([
    [['--suite', 'disk'], 'There is no suite "disk"'],
    [['--filter', 'nothing_like_it'], 'No case matches "nothing_like_it"'],
    [['--seed', 'x'], '--seed is "x"'],
    [['--json', '/no/such/folder/run.json'], 'there is no directory /no/such/folder'],
    [['--html', tmpdir()], 'is a directory'],
  ])('refuses %j before anything runs', async (argv, message) => {
    const { ended, messages } = start('--quick', ...argv);
    const { code, out, err } = await ended;
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe('');
    expect(messages).toEqual([{ type: 'error', message: expect.stringContaining(message) }]);
  });

  it('leaves an older report alone when the run is cancelled', async () => {
    const file = join(await folder(), 'run.json');
    await writeFile(file, 'an older report');
    const { child, begun, ended } = start('--filter', 'cache_miss_latency/200ms', '--processes', '1', '--json', file);
    await begun('floor/bare_http');
    child.send({ type: 'cancel' });
    expect((await ended).code).toBe(130);
    expect(await readFile(file, 'utf8')).toBe('an older report');
  });

  it.each(['cancel message', 'parent that goes away'])(
    'ends within a second after a %s in the middle of a case and leaves no process behind',
    async (how) => {
      const { child, begun, ended } = start('--filter', 'cache_miss_latency/200ms', '--processes', '1');
      await begun('llm/cache_miss_latency/200ms_llm');
      const simulators = childrenOf(child.pid);
      expect(simulators).toHaveLength(1);
      const askedMs = performance.now();
      if (how === 'cancel message') child.send({ type: 'cancel' });
      else child.disconnect();
      const { code, err } = await ended;
      expect(performance.now() - askedMs).toBeLessThan(1_000);
      expect(code).toBe(130);
      expect(err).toContain('Cancelled.');
      expect(simulators.filter(isAlive)).toEqual([]);
    },
  );

  it('measures in several fresh processes, and reports them as one run', { timeout: 60_000 }, async () => {
    const ids = ['llm/telemetry_record_request', 'cache/cache_hit_rate_validation', 'cache/lru_eviction_overhead'];
    const { ended, messages } = start('--quick', '--processes', '3', ...ids.flatMap((id) => ['--case', id]));
    const { code, err } = await ended;
    const last = messages.at(-1);
    const rows = last?.type === 'report' ? [...last.report.cases, ...last.report.floors] : [];
    expect(
      rows.map(({ id, status, error }) => [id, status, error]),
      err,
    ).toEqual(
      [...ids, 'floor/empty_call', 'floor/map_get', 'floor/regex_sha256_12kb'].map((id) => [id, 'ok', undefined]),
    );
    expect(code).toBe(0);
    const processes = (id: string) => new Set(rows.find((one) => one.id === id)?.blocks?.map(({ process }) => process));
    expect(processes('llm/telemetry_record_request')).toEqual(new Set([0, 1, 2]));
    expect(processes('cache/cache_hit_rate_validation')).toEqual(new Set([0, 1, 2]));
    // A workload that takes long runs once.
    expect(processes('cache/lru_eviction_overhead')).toEqual(new Set([undefined]));
    const progress = messages.filter((one) => one.type === 'progress');
    expect(progress.at(-1)).toMatchObject({ done: progress.at(-1)?.total, total: 2 * 4 + 6 });
    expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).toSorted((a, b) => a - b));
  });

  it('leaves none of its processes behind when it is cancelled while several measure', {
    timeout: 60_000,
  }, async () => {
    const { child, begun, ended } = start('--filter', 'cache_miss_latency/200ms');
    await begun('llm/cache_miss_latency/200ms_llm');
    const measuring = childrenOf(child.pid);
    expect(measuring).toHaveLength(4);
    const all = [...measuring, ...measuring.flatMap(childrenOf)];
    child.send({ type: 'cancel' });
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain('Cancelled.');
    await vi.waitFor(() => expect(all.filter(isAlive)).toEqual([]), { timeout: 5_000, interval: 50 });
  });

  it('refuses to fail on a regression from a baseline that nothing can be judged by, before it measures', async () => {
    const file = join(await folder(), 'base.json');
    const made = start('--quick', '--case', 'llm/telemetry_record_request', '--json', file);
    expect((await made.ended).code).toBe(0);
    const { ended, messages } = start(
      ...['--case', 'llm/telemetry_record_request', '--baseline', file],
      ...['--compare-unlike', '--fail-on-regression'],
    );
    const { code, err } = await ended;
    expect(code).toBe(2);
    expect(err).toContain('has no case of this run that can be judged');
    expect(messages.filter(({ type }) => type === 'progress')).toEqual([]);
  });

  it('fails, and says why, when one of its processes dies', { timeout: 60_000 }, async () => {
    const { child, begun, ended } = start('--filter', 'cache_miss_latency/200ms');
    await begun('llm/cache_miss_latency/200ms_llm');
    const [first = -1, ...others] = childrenOf(child.pid);
    process.kill(first, 'SIGKILL');
    const { code, err } = await ended;
    expect(code).toBe(1);
    expect(err).toMatch(/Process \d of the 5 of this run, at .+, ended without a result \(SIGKILL\)/);
    expect(others.filter(isAlive)).toEqual([]);
  });

  it('ends every simulator of the chaos suite when it is cancelled in the middle of it', async () => {
    const { child, begun, ended } = start('--quick', '--suite', 'chaos');
    await begun('chaos/outages');
    const simulators = childrenOf(child.pid);
    expect(simulators.length).toBeGreaterThanOrEqual(3);
    child.send({ type: 'cancel' });
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain('Cancelled.');
    expect(simulators.filter(isAlive)).toEqual([]);
  });

  it('ends within a second in the middle of a synchronous case', async () => {
    const { child, begun, ended } = start('--filter', 'prompt_normalization');
    await begun('llm/prompt_normalization');
    const askedMs = performance.now();
    child.send({ type: 'cancel' });
    expect((await ended).code).toBe(130);
    expect(performance.now() - askedMs).toBeLessThan(1_000);
  });
});
