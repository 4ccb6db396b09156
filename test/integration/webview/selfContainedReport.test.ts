import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BenchReport } from '../../../src/core/bench/report.ts';
import { selfContainedReportHtml } from '../../../src/shared/selfContainedReport.ts';
import { failedReport, sampleReport } from '../../unit/shared/samples/sampleReport.ts';
import { seriousFindings } from './accessibility.ts';
import { SCREENSHOTS, sharedWebviewHost, styleOf } from './webviewHost.ts';

const PAGE_MS = 60_000;

const host = sharedWebviewHost();

async function written(name: string, report: BenchReport): Promise<string> {
  const file = path.join(SCREENSHOTS, name);
  const html = selfContainedReportHtml({ script: host().bundles.report, css: await styleOf('report'), report });
  await writeFile(file, html);
  return file;
}

describe('a report in a file of its own', { timeout: PAGE_MS }, () => {
  it.each(['dark', 'light'] as const)('shows itself, %s, without a request, an error or a barrier', async (scheme) => {
    const file = await written(`report-file-${scheme}.html`, failedReport());
    const { page, errors, requests } = await host().openFile(file, scheme);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^2 of 33 cases failed/);
    await page.getByRole('columnheader', { name: 'p50' }).first().getByRole('button').click();
    await page.getByRole('button', { name: 'prompt_normalization' }).click();
    expect(await page.locator('[id="details-llm/prompt_normalization"]').isVisible()).toBe(true);
    for (const summary of await page.locator('summary:visible').all()) await summary.click();
    expect(await page.getByRole('img', { name: /^Hit ratio by capacity/ }).isVisible()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await page.screenshot({ path: file.replace('.html', '.png'), fullPage: true });
    expect(errors).toEqual([]);
    expect(requests).toEqual([`file://${file}`]);
    await page.context().close();
  });

  it('offers no export', async () => {
    const { page } = await host().openFile(await written('report-file.html', sampleReport()), 'light');
    expect(await page.getByRole('button', { name: /Export/ }).count()).toBe(0);
    await page.context().close();
  });

  it('cannot be broken out of by a model’s name', async () => {
    const evil = '</script><script>document.title = "owned"</script>';
    const report = sampleReport({ model: { kind: 'server', name: evil } });
    const { page, errors } = await host().openFile(await written('report-file-evil.html', report), 'light');
    expect(await page.locator('.badge').textContent()).toBe(evil);
    expect(await page.title()).toBe('Planscope report: 33 of 33 cases held');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('says so when its data cannot be read', async () => {
    const file = await written('report-file-broken.html', { ...sampleReport(), durationMs: Number.NaN });
    const { page } = await host().openFile(file, 'light');
    expect(await page.locator('main').textContent()).toBe(
      'This file holds no report that this page can read. Export it again.',
    );
    await page.context().close();
  });
});
