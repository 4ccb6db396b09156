import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CurvesPlot } from '../../../src/core/bench/plots.ts';
import type { BenchReport } from '../../../src/core/bench/report.ts';
import { sampleComparison } from '../../unit/shared/samples/sampleComparison.ts';
import { failedReport, sampleReport } from '../../unit/shared/samples/sampleReport.ts';
import { seriousFindings } from './accessibility.ts';
import { DEFAULT_THEME, THEMES } from './themes.ts';
import { type HostedPage, type OpenOptions, SCREENSHOTS, sharedWebviewHost } from './webviewHost.ts';

const PAGE_MS = 180_000;

const host = sharedWebviewHost();

async function withReport(
  report: BenchReport,
  options: OpenOptions,
  use: (hosted: HostedPage) => Promise<void>,
): Promise<void> {
  const hosted = await host().open('report', { width: 1100, height: 900, ...options });
  try {
    await hosted.send({ type: 'report', report });
    await use(hosted);
    expect(hosted.errors).toEqual([]);
  } finally {
    await hosted.page.context().close();
  }
}

/** The names of the cases in the table of a suite, from top to bottom. */
async function rowsOf({ page }: HostedPage, suite: string): Promise<string[]> {
  return await page.locator(`tbody tr[id^="case-${suite}/"] .toggle`).allTextContents();
}

describe('a report', { timeout: PAGE_MS }, () => {
  it('says its verdict first, and that a simulator is none', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('33 of 33 cases held');
      expect(await page.locator('.facts').getByText('simulator, not a model').isVisible()).toBe(true);
      expect(await page.locator('tr[id^="case-"]:not([id^="case-floor/"])').count()).toBe(33);
    });
  });

  it('has failed cases first, with their error, and "not estimable" for what is not', async () => {
    await withReport(failedReport(), {}, async (hosted) => {
      expect((await rowsOf(hosted, 'resilience'))[0]).toBe('retry_with_circuit_breaker');
      const row = hosted.page.locator('tr[data-status="failed"]', { hasText: 'retry_with_circuit_breaker' });
      expect(await row.textContent()).toContain('The simulator ended before the first request: exit code 1.');
      expect(await row.getByText('not estimable').count()).toBe(4);
      expect(await hosted.page.locator('.failures li').count()).toBe(2);
    });
  });

  it('leads from a failure to its row', async () => {
    await withReport(failedReport(), {}, async ({ page }) => {
      await page.getByRole('link', { name: 'resilience/retry_with_circuit_breaker' }).click();
      const row = page.locator('[id="case-resilience/retry_with_circuit_breaker"]');
      const box = await row.boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect(box?.y).toBeLessThan(900);
    });
  });

  it('sorts a table by keyboard and says how it is sorted', async () => {
    await withReport(sampleReport(), {}, async (hosted) => {
      const { page } = hosted;
      const asReported = await rowsOf(hosted, 'llm');
      const heading = page.getByRole('columnheader', { name: 'p50' }).first();
      await heading.getByRole('button').focus();
      await page.keyboard.press('Enter');
      expect(await heading.getAttribute('aria-sort')).toBe('ascending');
      expect((await rowsOf(hosted, 'llm'))[0]).toBe('circuit_breaker_state_check');
      await page.keyboard.press('Enter');
      expect(await heading.getAttribute('aria-sort')).toBe('descending');
      expect((await rowsOf(hosted, 'llm'))[0]).toBe('end_to_end_plan_generation/cache_miss_slow');
      await page.keyboard.press('Enter');
      expect(await heading.getAttribute('aria-sort')).toBeNull();
      expect(await rowsOf(hosted, 'llm')).toEqual(asReported);
    });
  });

  it('opens a case into its metrics and its distribution in words, and keeps them together when sorted', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      const toggle = page.getByRole('button', { name: 'cache_capacity_impact/cap_100' });
      await toggle.click();
      const details = page.locator('[id="details-cache/cache_capacity_impact/cap_100"]');
      expect(await details.isVisible()).toBe(true);
      expect(await details.textContent()).toMatch(/Hit ratio73\.4 %.*most often .* of the samples/);
      await page
        .locator('section', { hasText: 'What the cache is worth' })
        .getByRole('button', { name: 'Mean' })
        .click();
      expect(await page.evaluate('document.querySelector("tr.details:not([hidden])").previousElementSibling.id')).toBe(
        'case-cache/cache_capacity_impact/cap_100',
      );
    });
  });

  it('says beside each percentile how far it can be trusted, and how it was measured', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      const row = page.locator('[id="case-cache/cache_capacity_impact/cap_100"]');
      expect(await row.textContent()).toContain('4.25 ms, 95 % interval 4.20–4.32 ms');
      await row.getByRole('button').click();
      const details = page.locator('[id="details-cache/cache_capacity_impact/cap_100"]');
      const words = await details.textContent();
      expect(words).toContain('20 mild outliers, kept');
      expect(words).toContain('because p50 was known to 1 %, in each process by itself');
      expect(words).toContain('work: comparisons divide by the machine’s pace');
      expect(await details.getByRole('img').count()).toBe(2);
      expect(await details.locator('.ecdf .percentile-mark text').allTextContents()).toEqual(['p50', 'p95', 'p99']);
      expect(await details.locator('.ecdf .whisker').count()).toBe(3);
    });
  });

  it('names the model of a case that another one answered', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      await page.getByRole('button', { name: 'cache_miss_latency/10ms_llm' }).click();
      const words = await page.locator('[id="details-llm/cache_miss_latency/10ms_llm"]').textContent();
      expect(words).toMatch(/phi3:mini.*sha256:633f.*Q4_0.*ollama 0\.12\.3.*4,096 tokens/);
    });
  });

  it('draws every plot of a case below the table, with its title, its words and a text for those who do not see it', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      const plots = sampleReport().cases.flatMap((result) => result.plots ?? []);
      expect(new Set(plots.map(({ type }) => type)).size).toBe(4);
      for (const { type, title, text } of plots) {
        const figure = page.getByRole('figure', { name: title });
        expect(await figure.locator('figcaption').textContent()).toBe(text);
        expect(await figure.locator('figcaption').isVisible()).toBe(true);
        if (type === 'grid') continue;
        expect(await figure.getByRole('img', { name: `${title}. ${text}`, exact: true }).isVisible()).toBe(true);
      }
    });
  });

  it('draws nothing that is not a number, and no path twice where two series differ', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      expect(await page.locator('main').innerHTML()).not.toMatch(/="[^"]*(NaN|Infinity|undefined)/);
      const looks = await page
        .getByRole('figure', { name: 'Hit ratio by capacity' })
        .locator('.legend .series')
        .evaluateAll((swatches) => swatches.map((swatch) => swatch.innerHTML));
      expect(new Set(looks).size).toBe(3);
    });
  });

  it('marks the row to take with a sign and in words', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      const row = page.getByRole('row', { name: /5 failures, 10 s/ });
      expect(await row.textContent()).toContain('the one to take');
      expect(await row.locator('[data-icon="ok"]').count()).toBe(1);
    });
  });

  it('opens the numbers of a plot by keyboard', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      const figure = page.getByRole('figure', { name: 'From request to plan' });
      const table = figure.getByRole('table');
      expect(await table.isVisible()).toBe(false);
      await page.getByRole('figure', { name: 'The breaker under chaos' }).locator('summary').focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await table.isVisible()).toBe(true);
      expect(await table.textContent()).toContain('goals hold28471.0 %66.4 % to 75.2 %');
    });
  });

  it('begins with what follows, and leads from there to the figures', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      const advice = sampleReport().cases.flatMap((result) => result.advice ?? []);
      const entries = page.locator('.conclusions li');
      expect(await entries.count()).toBe(advice.length);
      expect(await entries.first().textContent()).toContain(advice[0]);
      await entries.first().getByRole('link').click();
      expect(await page.getByRole('figure', { name: 'Hit ratio by capacity' }).isVisible()).toBe(true);
      const box = await page.locator('[id="findings-cache/cache_capacity_impact/cap_10"]').boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect(box?.y).toBeLessThan(900);
    });
  });

  it('keeps the size of a drawing’s text when it gets narrow', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      const drawing = page.getByRole('figure', { name: 'Hit ratio by capacity' }).getByRole('img');
      for (const width of [1_100, 300]) {
        await page.setViewportSize({ width, height: 900 });
        await expect.poll(async () => Number(await drawing.getAttribute('width'))).toBeLessThan(width);
        await expect
          .poll(async () => (await drawing.boundingBox())?.width)
          .toBeCloseTo(Number(await drawing.getAttribute('width')));
      }
    });
  });

  it('tells of the clock and the power of the machine', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      const words = await page.locator('.environment').textContent();
      expect(words).toContain('reading the clock costs 42 ns, its step is 1 ns');
      expect(words).toContain('Powermains');
      expect(words).toContain('npm run bench -- --seed 42');
    });
  });

  it('prints with every row and the numbers of every plot unfolded, and folds them again', async () => {
    await withReport(failedReport(), { theme: DEFAULT_THEME }, async ({ page }) => {
      const details = page.locator('tr.details');
      const numbers = page.locator('.plot-figure details[open]');
      await page.emulateMedia({ media: 'print' });
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await details.evaluateAll((rows) => rows.every((row) => row.getClientRects().length > 0))).toBe(true);
      expect(await numbers.count()).toBe(4);
      expect(await page.locator('.toolbar').isVisible()).toBe(false);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      await page.screenshot({ path: path.join(SCREENSHOTS, 'report-print.png'), fullPage: true });
      await page.evaluate('dispatchEvent(new Event("afterprint"))');
      await page.emulateMedia({ media: 'screen' });
      expect(await numbers.count()).toBe(0);
      expect(await details.first().isVisible()).toBe(false);
    });
  });

  it('asks the editor to export, to compare, and to measure a case again', async () => {
    await withReport(sampleReport(), {}, async (hosted) => {
      for (const name of ['HTML', 'Markdown', 'JSON', 'CSV', 'JUnit XML']) {
        await hosted.page.getByRole('button', { name: `Export ${name}…` }).click();
      }
      await hosted.page.getByRole('button', { name: 'Compare with baseline…' }).click();
      await hosted.page.getByRole('button', { name: 'prompt_normalization' }).click();
      await hosted.page.getByRole('button', { name: 'Measure again' }).click();
      expect((await hosted.sent()).slice(1)).toEqual([
        ...['html', 'markdown', 'json', 'csv', 'junit'].map((format) => ({ type: 'export', format })),
        { type: 'compare' },
        { type: 'rerun', id: 'llm/prompt_normalization' },
      ]);
    });
  });

  it('shows a comparison: verdict, what makes the two unlike, and what changed first, in every theme', async () => {
    for (const theme of THEMES) {
      await withReport(sampleReport({ comparison: sampleComparison() }), { theme }, async ({ page }) => {
        const section = page.locator('section.comparison');
        expect(await section.locator('.suite-verdict').innerText()).toMatch(/^1 of 4 cases regressed/);
        expect(await section.getByRole('note').innerText()).toContain('Node: 22.0.0 in A, 24.0.0 in B.');
        expect(
          await section.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.dataset['verdict'])),
        ).toEqual(['regressed', 'improved', 'no change', 'not estimable']);
        expect(await section.locator('tbody tr').first().innerText()).toContain('1.18×');
        expect(await seriousFindings(page)).toEqual([]);
        await section.screenshot({ path: path.join(SCREENSHOTS, `comparison-${theme.name}.png`) });
      });
    }
  });

  it('names few cases of one run alone, and folds many, which the keyboard opens', async () => {
    const onlyA = ['llm/a', 'llm/b_c', 'llm/d'];
    const comparison = { ...sampleComparison(), onlyA, onlyB: [...onlyA, 'llm/last'] };
    await withReport(sampleReport({ comparison }), {}, async ({ page }) => {
      const section = page.locator('section.comparison');
      expect(await section.innerText()).toContain('Only in A: llm/a, llm/b_c, llm/d.');
      const names = section.getByText('llm/a, llm/b_c, llm/d, llm/last');
      expect(await names.isVisible()).toBe(false);
      await section.getByText('Only in B: 4 cases').focus();
      await page.keyboard.press('Enter');
      expect(await names.isVisible()).toBe(true);
    });
  });

  it('speaks of intervals only where there are some', async () => {
    const { cases, ...rest } = sampleComparison();
    const untold = cases.filter(({ verdict }) => verdict === 'not estimable');
    for (const [shown, expected] of [
      [cases, true],
      [untold, false],
    ] as const) {
      await withReport(sampleReport({ comparison: { ...rest, cases: shown } }), {}, async ({ page }) => {
        const words = await page.locator('section.comparison').innerText();
        expect(words.includes('The small figures are the intervals.')).toBe(expected);
      });
    }
  });

  it('shows in the details of a case how it went over the kept runs', async () => {
    await withReport(sampleReport(), {}, async ({ page, send }) => {
      const trend: CurvesPlot = {
        type: 'curves',
        title: 'p50 over 4 runs',
        text: '18 % slower since run 3.',
        x: { label: 'Run', name: 'run', scale: 'linear' },
        y: { label: 'p50', name: 'p50Ns', scale: 'linear' },
        series: [
          {
            name: 'p50',
            points: [
              [1, 100],
              [2, 101],
              [3, 119],
              [4, 118],
            ],
          },
        ],
      };
      await send({ type: 'report', report: sampleReport(), trends: { 'llm/prompt_normalization': trend } });
      await page.getByRole('button', { name: 'prompt_normalization' }).click();
      const details = page.locator('[id="details-llm/prompt_normalization"]');
      await details.getByText('18 % slower since run 3.').waitFor();
      await details.screenshot({ path: path.join(SCREENSHOTS, 'report-trend.png') });
    });
  });

  it('comes back as it was left', async () => {
    let kept: unknown;
    await withReport(sampleReport(), {}, async (hosted) => {
      await hosted.page.getByRole('columnheader', { name: 'p50' }).first().getByRole('button').click();
      await hosted.page.getByRole('button', { name: 'prompt_normalization' }).click();
      kept = await hosted.kept();
    });
    await withReport(sampleReport(), { kept }, async (hosted) => {
      expect((await rowsOf(hosted, 'llm'))[0]).toBe('circuit_breaker_state_check');
      expect(await hosted.page.locator('[id="details-llm/prompt_normalization"]').isVisible()).toBe(true);
    });
  });

  it('keeps HTML in its texts as text', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const [first, ...rest] = sampleReport().cases;
    const cases = first === undefined ? [] : [{ ...first, note: evil, metrics: { answer: evil } }, ...rest];
    await withReport(sampleReport({ cases, model: { kind: 'server', name: evil } }), {}, async ({ page }) => {
      expect(await page.locator('.badge').textContent()).toBe(evil);
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  it('keeps its headings in sight while a long table is scrolled', async () => {
    await withReport(sampleReport(), { height: 500 }, async ({ page }) => {
      await page.evaluate(
        'document.getElementById("case-llm/retry_backoff_calculation").scrollIntoView({ block: "center" })',
      );
      const heading = await page.getByRole('columnheader', { name: 'p50' }).first().boundingBox();
      expect(heading?.y).toBe(0);
    });
  });

  it.each([250, 300, 700, 1100])('scrolls sideways inside its tables only, %i pixels wide', async (width) => {
    await withReport(failedReport(), { width }, async ({ page }) => {
      await page.getByRole('button', { name: 'cache_capacity_impact/cap_100' }).click();
      for (const summary of await page.locator('summary:visible').all()) await summary.click();
      await page.evaluate('scrollTo(0, 0)');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.screenshot({ path: path.join(SCREENSHOTS, `report-${width}.png`) });
    });
  });

  it.each(THEMES)('is accessible in the theme $name', async (theme) => {
    await withReport(failedReport(), { theme }, async ({ page }) => {
      await page.getByRole('button', { name: 'cache_capacity_impact/cap_100' }).click();
      for (const summary of await page.locator('summary:visible').all()) await summary.click();
      await page.mouse.move(0, 0);
      expect(await seriousFindings(page)).toEqual([]);
      await page.screenshot({ path: path.join(SCREENSHOTS, `report-${theme.name}.png`), fullPage: true });
    });
  });

  it('is told apart by shapes where the system sets all colours', async () => {
    await withReport(sampleReport(), {}, async ({ page }) => {
      await page.emulateMedia({ forcedColors: 'active' });
      const figure = page.getByRole('figure', { name: 'The breaker under chaos' });
      const hatches = await figure
        .locator('.legend .hatch')
        .evaluateAll((all) => all.map((one) => one.getAttribute('fill')));
      expect(new Set(hatches).size).toBe(4);
      await page.screenshot({ path: path.join(SCREENSHOTS, 'report-forced-colors.png'), fullPage: true });
    });
  });
});
