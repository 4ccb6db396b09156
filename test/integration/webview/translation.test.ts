import { describe, expect, it } from 'vitest';
import { inspectAnswer } from '../../../src/core/answer/inspectAnswer.ts';
import type { BenchReport } from '../../../src/core/bench/report.ts';
import { worldMap } from '../../../src/core/world/worldMap.ts';
import type { TraceView } from '../../../src/shared/messages.ts';
import { metricText } from '../../../src/shared/metricText.ts';
import { caseName } from '../../../src/shared/reportSummary.ts';
import { pseudoTranslation, stringsIn, untranslatedIn } from '../../support/pseudoTranslation.ts';
import { scenario, wall, world } from '../../unit/core/world/worlds.ts';
import { busyDashboard, idleClient, sampleRequest, sampleTrace } from '../../unit/shared/samples/sampleClient.ts';
import { sampleComparison } from '../../unit/shared/samples/sampleComparison.ts';
import { failedReport, sampleReport } from '../../unit/shared/samples/sampleReport.ts';
import { type OpenOptions, type PageName, sharedWebviewHost } from './webviewHost.ts';

const PAGE_MS = 60_000;
const translated: OpenOptions = { translation: pseudoTranslation() };

const host = sharedWebviewHost();

/** What stands there to be copied is no text. Long names are in pieces, so that they can break. */
const TEXTS_SCRIPT = `(() => {
  for (const element of document.querySelectorAll('wbr, script, style, code')) element.remove();
  document.body.normalize();
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) texts.push(walker.currentNode.textContent);
  for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
    for (const element of document.querySelectorAll('[' + name + ']')) texts.push(element.getAttribute(name));
  }
  return texts.filter((text) => text.trim() !== '');
})()`;

/** Every text of a page, seen or told to a screen reader, once it shows `message` and `keys` were pressed. */
async function textsOf(
  name: PageName,
  message: unknown,
  options: OpenOptions,
  keys: readonly string[] = [],
): Promise<string[]> {
  const hosted = await host().open(name, { width: 1100, height: 4_000, ...options });
  try {
    await hosted.send(message);
    for (const key of keys) await hosted.page.keyboard.press(key);
    return await hosted.page.evaluate<string[]>(TEXTS_SCRIPT);
  } finally {
    await hosted.page.context().close();
  }
}

/** Names that are the same in every language. */
const NAMES = ['HTML', 'Markdown', 'JSON', 'CSV', 'JUnit XML', 'Node', 'p50 A', 'p50 B', 'p95 A', 'p95 B', 'B / A'];

/** Of the ladder, as they are set and logged. */
const TIERS = ['full', 'simplified', 'heuristic', 'emergency'];

/** What a report says in core's words, the names in it, and what the names of its figures read as. */
function dataOf(report: BenchReport): ReadonlySet<string> {
  const cases = [...report.cases, ...report.floors];
  const plots = cases.flatMap((one) => one.plots ?? []);
  const grids = plots.filter((plot) => plot.type === 'grid');
  const metrics = [...cases.flatMap((one) => Object.keys(one.metrics ?? {})), ...grids.flatMap((grid) => grid.columns)];
  return new Set([
    ...NAMES,
    ...stringsIn(report),
    ...cases.flatMap(({ id }) => [id.slice(0, id.indexOf('/')), caseName(id)]),
    ...plots.map(({ title, text }) => `${title}. ${text}`),
    ...grids.map(({ rowLabel }) => rowLabel.charAt(0).toUpperCase() + rowLabel.slice(1)),
    ...metrics.map((name) => metricText(name, null).label),
    `${report.environment.platform} ${report.environment.arch}`,
  ]);
}

const REPORTS: readonly (readonly [string, BenchReport])[] = [
  ['of a full run', sampleReport({ memory: { runnerBytes: 99e6, peakBytes: 401e6 } })],
  ['with failures', failedReport()],
  ['with a comparison', sampleReport({ comparison: sampleComparison() })],
  ['of a quick run of a model', sampleReport({ mode: 'quick', model: { kind: 'server', name: 'phi3' }, cases: [] })],
];

describe('a page in another language', { timeout: PAGE_MS }, () => {
  it.each(REPORTS)('has no word of English in a report %s but core’s', async (_, report) => {
    const texts = await textsOf('report', { type: 'report', report }, translated);
    expect(texts.length).toBeGreaterThan(60);
    expect(untranslatedIn(texts, dataOf(report))).toEqual([]);
  });

  it('has none in a map but core’s, wherever the plan is', async () => {
    const yard = scenario(
      world({
        me: { pos: { x: 2, y: 2 }, ammo: 2 },
        enemies: [{ id: 3, pos: { x: 11, y: 2 }, hp: 15 }],
        obstacles: wall(6, 0, 6),
        pois: [{ k: 'cellar_door', pos: { x: 15, y: 4 } }],
      }),
      { name: 'A yard' },
    );
    const steps = [
      { act: 'MoveTo', x: 8, y: 3 },
      { act: 'AimedShot', target_id: 3 },
      { act: 'AimedShot', target_id: 9 },
      { act: 'Scan', radius: 5 },
    ];
    const { steps: done, problems } = inspectAnswer(JSON.stringify({ plan_id: 'p', steps }), yard);
    const map = { ...worldMap(yard, done, problems), outside: 2 };
    for (const keys of [[], ['ArrowRight'], ['End']]) {
      const texts = await textsOf('map', { type: 'map', map }, translated, keys);
      expect(texts.length).toBeGreaterThan(30);
      expect(untranslatedIn(texts, new Set(stringsIn(map)))).toEqual([]);
    }
  });

  it('has none in a dashboard but core’s, all of it open', async () => {
    const dashboard = busyDashboard();
    const openAll = ['Tab', ...Array.from({ length: 70 }, () => ['ArrowRight', 'ArrowDown']).flat()];
    const texts = await textsOf('dashboard', { type: 'model', model: dashboard }, translated, openAll);
    expect(texts.length).toBeGreaterThan(120);
    const codes = Object.keys(dashboard.client.counters.failures);
    const data = [...NAMES, ...TIERS, 'Ollama', ...codes, ...stringsIn(dashboard)];
    expect(untranslatedIn(texts, new Set(data))).toEqual([]);
  });

  it.each([
    ['looking', busyDashboard({ client: idleClient(), isLooking: true })],
    ['without a model', busyDashboard({ client: idleClient() })],
  ])('has none in a dashboard %s', async (_, model) => {
    const texts = await textsOf('dashboard', { type: 'model', model }, translated);
    expect(untranslatedIn(texts, new Set([...NAMES, ...stringsIn(model)]))).toEqual([]);
  });

  it.each([[true], [false]])('has none in a trace but core’s, texts kept: %s', async (keepsTexts) => {
    const row = sampleRequest(3);
    const problems = ['A closing brace was missing and was added.'];
    const view: TraceView = { row, trace: sampleTrace(row), isKept: keepsTexts, steps: [], problems, keepsTexts };
    const texts = await textsOf('trace', { type: 'trace', view }, translated);
    expect(texts.length).toBeGreaterThan(30);
    const attributes = view.trace.spans.flatMap((span) => Object.keys(span.attributes ?? {}));
    const data = [...NAMES, ...TIERS, 'true', 'false', ...attributes, ...stringsIn(view)];
    expect(untranslatedIn(texts, new Set(data))).toEqual([]);
  });

  it('would be found out: in English nearly all of it is untranslated', async () => {
    const report = sampleReport();
    const texts = await textsOf('report', { type: 'report', report }, {});
    const found = untranslatedIn(texts, dataOf(report));
    expect(found).toEqual(expect.arrayContaining(['Environment', 'full run', 'Show as table', 'Compare and export']));
  });
});
