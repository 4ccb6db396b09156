import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BenchReport } from '../../../src/core/bench/report.ts';
import { failedReport, sampleReport } from '../../unit/shared/samples/sampleReport.ts';
import { seriousFindings } from './accessibility.ts';
import { THEMES } from './themes.ts';
import { type HostedPage, type OpenOptions, SCREENSHOTS, sharedWebviewHost } from './webviewHost.ts';

const PAGE_MS = 60_000;

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
      expect(await page.getByText('simulator, not a model').isVisible()).toBe(true);
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

  it('asks the editor to export', async () => {
    await withReport(sampleReport(), {}, async (hosted) => {
      await hosted.page.getByRole('button', { name: 'Export HTML…' }).click();
      await hosted.page.getByRole('button', { name: 'Export JSON…' }).click();
      expect((await hosted.sent()).slice(1)).toEqual([
        { type: 'export', format: 'html' },
        { type: 'export', format: 'json' },
      ]);
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

  it.each([300, 700, 1100])('scrolls sideways inside its tables only, %i pixels wide', async (width) => {
    await withReport(failedReport(), { width }, async ({ page }) => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.screenshot({ path: path.join(SCREENSHOTS, `report-${width}.png`) });
    });
  });

  it.each(THEMES)('is accessible in the theme $name', async (theme) => {
    await withReport(failedReport(), { theme }, async ({ page }) => {
      await page.getByRole('button', { name: 'cache_capacity_impact/cap_100' }).click();
      await page.mouse.move(0, 0);
      expect(await seriousFindings(page)).toEqual([]);
      await page.screenshot({ path: path.join(SCREENSHOTS, `report-${theme.name}.png`), fullPage: true });
    });
  });
});
