import fc from 'fast-check';
import { Marked, type Token, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { nameInSuite } from '../../../../../src/core/bench/caseId.ts';
import type { GridPlot, TimelinePlot } from '../../../../../src/core/bench/plots.ts';
import type { BenchReport } from '../../../../../src/core/bench/report.ts';
import { holdable } from '../../../../../src/core/bench/writers/characters.ts';
import { markdownReport } from '../../../../../src/core/bench/writers/markdownReport.ts';
import { benchReport, caseRow } from '../../../../support/benchReports.ts';
import { hostileReport } from '../../../../support/hostileReports.ts';

const marked = new Marked({ gfm: true });

function blocksOf(report: BenchReport): readonly Token[] {
  return marked.lexer(markdownReport(report)).filter(({ type }) => type !== 'space');
}

/** What a reader sees of a token. */
function textOf(token: Token): string {
  if (token.type === 'html') return '';
  if ('tokens' in token && token.tokens !== undefined) return token.tokens.map(textOf).join('');
  return decoded('text' in token ? token.text : token.raw);
}

function decoded(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

function tablesOf(report: BenchReport): readonly (readonly (readonly string[])[])[] {
  const tables = blocksOf(report).filter((block): block is Tokens.Table => block.type === 'table');
  return tables.map(({ header, rows }) =>
    [header, ...rows].map((cells) => cells.map(({ tokens }) => tokens.map(textOf).join(''))),
  );
}

function tableUnder(report: BenchReport, heading: string): readonly (readonly string[])[] {
  const blocks = blocksOf(report);
  const at = blocks.findIndex((block) => block.type === 'heading' && textOf(block).startsWith(heading));
  const index = blocks.slice(0, at).filter(({ type }) => type === 'table').length;
  const table = at === -1 ? undefined : tablesOf(report)[index];
  if (table === undefined) throw new Error(`There is no table under ${heading}.`);
  return table;
}

function textBlocks(report: BenchReport): readonly string[] {
  return blocksOf(report).map((block) =>
    block.type === 'list' ? block.items.map((item: Token) => textOf(item)).join('\n') : textOf(block),
  );
}

/** As one line without what XML cannot hold, which is how every text stands in the report. */
function shown(text: string): string {
  return holdable(text).replace(/\s+/g, ' ').trim();
}

const grid: GridPlot = {
  type: 'grid',
  title: 'Which setting',
  text: 'Three attempts are enough.',
  rowLabel: 'attempts',
  columns: ['goodputPerSecond', 'overheadNs'],
  rows: [
    { label: '1', values: [10, 1_500] },
    { label: '3', values: [20, null], isBest: true },
  ],
};

describe('the Markdown report', () => {
  it.each([
    [[], 'No benchmark case was run'],
    [[caseRow('llm/a')], '1 of 1 benchmark case held'],
    [[caseRow('llm/a'), caseRow('llm/b', { status: 'failed', error: 'x' })], '1 of 2 benchmark cases failed'],
  ])('begins with the verdict in words', (cases, verdict) => {
    expect(blocksOf(benchReport({ cases }))[0]).toMatchObject({ type: 'heading', depth: 2, text: verdict });
  });

  it('says how it was run, against what, and how many targets hold', () => {
    const target = { what: 'w', target: 't', figure: 'f', holds: true };
    expect(textBlocks(benchReport({ targets: [target, { ...target, holds: false }] }))[1]).toBe(
      'A full run of 12.3 s with seed 42, against a simulator, not a model. 1 of 2 targets hold.',
    );
    const real = benchReport({ model: { kind: 'server', name: 'phi3:mini' } });
    expect(textBlocks(real)[1]).toContain('against the model phi3:mini.');
  });

  it('lists what failed, and why, before every table', () => {
    const report = benchReport({ cases: [caseRow('llm/a', { status: 'failed', error: 'The ratio is 0.5,\nnot 1.' })] });
    const texts = textBlocks(report);
    expect(texts[2]).toBe('Failed');
    expect(texts[3]).toBe('llm/a: The ratio is 0.5, not 1.');
    expect(blocksOf(report).findIndex(({ type }) => type === 'table')).toBeGreaterThan(3);
  });

  it('has a table per suite, with what failed first', () => {
    const cases = [caseRow('llm/a'), caseRow('cache/b'), caseRow('llm/c', { status: 'failed', error: 'x' })];
    const report = benchReport({ cases });
    expect(tableUnder(report, 'llm').map(([status, name]) => [status, name])).toEqual([
      ['', 'case'],
      ['failed', 'c'],
      ['ok', 'a'],
    ]);
    expect(tableUnder(report, 'cache')).toHaveLength(2);
    expect(tableUnder(report, 'floors')[1]).toContain('floor/empty_call');
  });

  it('shows percentiles with their intervals, the ratio to the floor, and outliers', () => {
    const row = caseRow('llm/a', {
      batch: 512,
      p99: null,
      intervals: { p50: [990, 1_020], p95: null, p99: null },
      outliers: { mild: 3, severe: 1 },
      floor: { id: 'floor/f', ratio: 2.5 },
    });
    expect(tableUnder(benchReport({ cases: [row] }), 'llm')).toEqual([
      ['', 'case', 'samples', 'p50', 'p95', 'p99', '× floor', 'outliers'],
      ['ok', 'a', '300 × 512', '1 µs (990 ns to 1.02 µs)', '1.50 µs', 'not estimable', '2.50', '3 mild, 1 severe'],
    ]);
  });

  it('explains only what it shows', () => {
    const plain = textBlocks(benchReport()).join('\n');
    expect(plain).not.toMatch(/Not estimable|95 % interval|mean of that many|Outliers/);
    const rich = caseRow('llm/a', {
      batch: 2,
      p99: null,
      intervals: { p50: [1, 2], p95: null, p99: null },
      outliers: { mild: 0, severe: 0 },
    });
    expect(textBlocks(benchReport({ cases: [rich] })).join('\n')).toMatch(
      /95 % interval.*Not estimable.*mean of that many.*Outliers/,
    );
  });

  it('shows the targets, missed ones first', () => {
    const targets = [
      { what: 'Warm plan', target: '≤ 1/20', figure: '8 µs', floor: '160 µs', ratio: 0.05, holds: true },
      { what: 'Recording', target: '≤ 100 ns', figure: '200 ns', holds: false },
    ];
    expect(tableUnder(benchReport({ targets }), 'Targets').slice(1)).toEqual([
      ['missed', 'Recording', '≤ 100 ns', '200 ns', '', ''],
      ['holds', 'Warm plan', '≤ 1/20', '8 µs', '160 µs', '0.0500'],
    ]);
  });

  it('shows metrics in their unit, folded away', () => {
    const report = benchReport({ cases: [caseRow('llm/a', { metrics: { overheadNs: 1_500, hitRatio: 0.9951 } })] });
    expect(tablesOf(report)[1]).toEqual([
      ['case', 'figure', 'value'],
      ['a', 'overheadNs', '1.50 µs'],
      ['a', 'hitRatio', '0.995'],
    ]);
    expect(marked.parse(markdownReport(report))).toMatch(/<details>.*<table>.*<\/details>/s);
  });

  it('says in words what plots show, and shows grids as tables', () => {
    const timeline: TimelinePlot = {
      type: 'timeline',
      title: 'The breaker',
      text: 'It opened twice.',
      endMs: 10,
      lanes: [],
      marks: [],
    };
    const report = benchReport({ cases: [caseRow('llm/a', { plots: [timeline, grid] })] });
    expect(textBlocks(report)).toContain('The breaker (a). It opened twice.');
    expect(textBlocks(report)).toContain('Which setting (a). Three attempts are enough.');
    expect(tablesOf(report)[1]).toEqual([
      ['attempts', 'goodputPerSecond', 'overheadNs'],
      ['1', '10', '1.50 µs'],
      ['3 (best)', '20', 'not estimable'],
    ]);
  });

  it('gives advice', () => {
    const report = benchReport({ cases: [caseRow('llm/a', { advice: ['Take 3 attempts.'] })] });
    expect(textBlocks(report)).toContain('llm/a: Take 3 attempts.');
  });

  it('tells the machine, the model and the command', () => {
    const model = { kind: 'server', name: 'phi3', server: 'ollama 0.12.3', contextTokens: 4_096 } as const;
    const environment = { ...benchReport().environment, power: 'mains', timer: { stepNs: 1, costNs: 30 } } as const;
    const text = textBlocks(benchReport({ model, environment })).join('\n');
    expect(text).toContain('model: phi3, a server, ollama 0.12.3, context of 4,096 tokens');
    expect(text).toContain('machine: 2 × A CPU, 8 GiB');
    expect(text).toContain('timer: steps of 1 ns, 30 ns a reading');
    expect(blocksOf(benchReport()).at(-1)).toMatchObject({
      type: 'code',
      lang: 'sh',
      text: 'npm run bench -- --suite llm --seed 42',
    });
  });

  it('fits a comment: what is long and least needed goes, and it says so', () => {
    const plots = [{ ...grid, text: 'x'.repeat(2_000) }];
    const cases = Array.from({ length: 40 }, (_, index) => caseRow(`llm/case_${index}`, { plots }));
    const text = markdownReport(benchReport({ cases }));
    expect(text.length).toBeLessThan(60_000);
    expect(text).toContain('are left out here');
    expect(tableUnder(benchReport({ cases }), 'llm')).toHaveLength(41);
    expect(markdownReport(benchReport({ cases: cases.slice(0, 3) }))).not.toContain('are left out here');
  });

  it('cuts an error that is longer than anyone reads', () => {
    const report = benchReport({ cases: [caseRow('llm/a', { status: 'failed', error: 'word '.repeat(1_000) })] });
    expect(textBlocks(report)[3]).toMatch(/^llm\/a: (word )+…$/);
    expect(textBlocks(report)[3]?.length).toBeLessThan(520);
  });

  it.each(['@octocat', 'see #12', 'a@b.example'])('mentions nobody and nothing: %s', (error) => {
    const report = benchReport({ cases: [caseRow('llm/a', { status: 'failed', error })] });
    expect(markdownReport(report)).toMatch(/[@#]<!-- -->/);
    expect(textBlocks(report)[3]).toBe(`llm/a: ${error}`);
  });

  it('is read back by a parser of GFM, whatever the texts', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const tables = tablesOf(report);
        const rows = tables.filter(([header]) => header?.[1] === 'case').flatMap((table) => table.slice(1));
        const names = report.cases.map(({ id }) => shown(nameInSuite(id)));
        const floorNames = report.floors.map(({ id }) => shown(id));
        expect(rows.map((row) => row[1]).sort()).toEqual([...names, ...floorNames].sort());
        expect(rows.every((row) => row.length === 8)).toBe(true);

        const metrics = tables.filter(([header]) => header?.[1] === 'figure').flatMap((table) => table.slice(1));
        expect(metrics.map((row) => row[1]).sort()).toEqual(
          report.cases.flatMap((one) => Object.keys(one.metrics ?? {}).map(shown)).sort(),
        );

        const targets = tables.filter(([header]) => header?.[1] === 'what').flatMap((table) => table.slice(1));
        expect(targets.map((row) => row.slice(1, 4)).sort()).toEqual(
          (report.targets ?? []).map(({ what, target, figure }) => [what, target, figure].map(shown)).sort(),
        );

        const grids = report.cases.flatMap(({ plots = [] }) => plots);
        expect(tables.filter(([header]) => header?.length === 3 && header[1] !== 'figure')).toHaveLength(grids.length);

        const failed = report.cases.filter(({ status }) => status === 'failed');
        const lines = failed.map(({ id, error = '' }) => `${shown(id)}: ${shown(error) || 'no reason given'}`);
        if (failed.length > 0) {
          const texts = textBlocks(report);
          expect(texts[texts.indexOf('Failed') + 1]).toBe(lines.join('\n'));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('holds no markup but its own, whatever the texts', () => {
    const own = new Set(
      ['h2', 'h3', 'p', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'ul', 'li', 'code', 'pre', 'strong'].concat(
        'details',
        'summary',
      ),
    );
    fc.assert(
      fc.property(hostileReport, (report) => {
        const html = marked.parse(markdownReport(report), { async: false }).replaceAll('<!-- -->', '');
        const tags = [...html.matchAll(/<[/!]?([^\s>]*)/g)].map(([, name]) => name ?? '');
        expect(tags.filter((name) => !own.has(name))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
