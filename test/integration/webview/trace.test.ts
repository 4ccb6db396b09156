import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TraceView } from '../../../src/shared/messages.ts';
import { sampleRequest, sampleTrace } from '../../unit/shared/samples/sampleClient.ts';
import { seriousFindings } from './accessibility.ts';
import { THEMES } from './themes.ts';
import { type HostedPage, type OpenOptions, SCREENSHOTS, sharedWebviewHost } from './webviewHost.ts';

const PAGE_MS = 60_000;
const host = sharedWebviewHost();

/** A request whose first attempt was cut off; texts were not kept. */
function sampleView(change: Partial<TraceView> = {}): TraceView {
  const row = sampleRequest(3);
  return {
    row,
    trace: sampleTrace(row),
    isKept: true,
    steps: ['MoveTo(x: 4, y: 2)', 'Attack(target_id: 7)'],
    problems: ['A closing brace was missing and was added.'],
    keepsTexts: false,
    ...change,
  };
}

const EXCHANGES: NonNullable<TraceView['exchanges']> = [
  { sent: [{ role: 'system', content: 'You plan.' }] },
  {
    sent: [
      { role: 'system', content: 'You plan.' },
      { role: 'user', content: '<img src=x onerror="document.title=1">' },
    ],
    answered: '{"plan_id":"a","steps":[{"act":"Attack"}]}',
  },
];

async function withTrace(view: TraceView, options: OpenOptions, use: (hosted: HostedPage) => Promise<void>) {
  const hosted = await host().open('trace', { width: 900, ...options });
  try {
    await hosted.send({ type: 'trace', view });
    await use(hosted);
    expect(hosted.errors).toEqual([]);
  } finally {
    await hosted.page.context().close();
  }
}

describe('the page of a request', { timeout: PAGE_MS }, () => {
  it('draws each span at its time, the failed ones apart', async () => {
    await withTrace(sampleView(), {}, async ({ page }) => {
      const names = await page.locator('.waterfall .line .name').allTextContents();
      expect(names.slice(0, 6)).toEqual(['Cache key', 'Cache lookup', 'Breaker', 'Attempt', 'Connect', 'Back-off']);
      const [track, bar] = await Promise.all([
        page.locator('.waterfall .line .track').nth(6).boundingBox(),
        page.locator('.waterfall .line .bar').nth(6).boundingBox(),
      ]);
      if (track === null || bar === null) throw new Error('The second attempt has no bar.');
      expect((bar.x - track.x) / track.width).toBeCloseTo(559.9 / 2_870.6, 2);
      expect(bar.width / track.width).toBeCloseTo(2_310 / 2_870.6, 2);
      expect(await page.locator('.bar[data-tone="error"]').count()).toBe(1);
    });
  });

  it('is walked by keyboard, and opens what is known of a span', async () => {
    await withTrace(sampleView(), {}, async (hosted) => {
      const { page } = hosted;
      await page.locator('.line').first().focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
      const line = page.getByRole('button', { name: 'Attempt failed: reset · 512 ms , from 100 µs' });
      expect(await line.getAttribute('aria-expanded')).toBe('true');
      expect(await page.locator('.details:visible').innerText()).toContain('reset');
      expect(await hosted.kept()).toEqual({ open: ['3'] });
      await page.keyboard.press('End');
      expect(await page.evaluate('document.activeElement.textContent')).toMatch(/^Validate/);
    });
  });

  it('offers what can be done with it', async () => {
    await withTrace(sampleView(), {}, async (hosted) => {
      for (const name of [
        'Ask Again',
        'Open Scenario',
        'Save as Plan Test…',
        'Copy as OTLP JSON',
        'Open the Setting',
      ]) {
        await hosted.page.getByRole('button', { name }).click();
      }
      expect((await hosted.sent()).slice(1)).toEqual(
        ['replay', 'openScenario', 'saveAsTest', 'copyOtlp', 'keepTexts'].map((action) => ({ type: 'action', action })),
      );
    });
  });

  it('offers nothing that needs a world that is gone', async () => {
    await withTrace(sampleView({ isKept: false }), {}, async ({ page }) => {
      expect(await page.getByRole('button', { name: 'Ask Again' }).isDisabled()).toBe(true);
      expect(await page.getByRole('button', { name: 'Copy as OTLP JSON' }).isDisabled()).toBe(false);
    });
  });

  it('shows texts only where they were kept, as text', async () => {
    await withTrace(sampleView(), {}, async ({ page }) => {
      expect(await page.locator('pre').count()).toBe(0);
    });
    await withTrace(sampleView({ keepsTexts: true, exchanges: EXCHANGES }), {}, async ({ page }) => {
      expect(await page.locator('.exchange').first().innerText()).toContain('No complete answer came.');
      await page.locator('.exchange').nth(1).locator('summary').nth(1).click();
      expect(await page.locator('pre').nth(2).innerText()).toBe('<img src=x onerror="document.title=1">');
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  it('says of a request that asked no model that it did not, whether texts are kept or not', async () => {
    const row = { ...sampleRequest(1), outcome: 'cache' } as const;
    const view = sampleView({ row, trace: sampleTrace(row), keepsTexts: true });
    for (const keepsTexts of [true, false]) {
      await withTrace({ ...view, keepsTexts }, {}, async ({ page }) => {
        expect(await page.locator('.texts').innerText()).toContain('The model was not asked.');
      });
    }
    await withTrace(sampleView({ keepsTexts: true }), {}, async ({ page }) => {
      expect(await page.locator('.texts').innerText()).toContain('were not kept, or are not any longer');
    });
  });

  it('says when its request is not remembered any more', async () => {
    await withTrace(sampleView(), {}, async (hosted) => {
      await hosted.send({ type: 'gone' });
      await hosted.page.getByText('is not remembered any more').waitFor();
      expect(await hosted.page.locator('h1').count()).toBe(0);
    });
  });

  it.each(THEMES)('is accessible in the theme $name, wide and at 250 pixels', async (theme) => {
    const view = sampleView({ keepsTexts: true, exchanges: EXCHANGES });
    await withTrace(view, { theme, height: 1000, kept: { open: ['3'] } }, async ({ page }) => {
      expect(await seriousFindings(page)).toEqual([]);
      await page.screenshot({ path: path.join(SCREENSHOTS, `trace-${theme.name}.png`) });
    });
    await withTrace(sampleView(), { theme, width: 250, height: 900 }, async ({ page }) => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(250);
      expect(await seriousFindings(page)).toEqual([]);
      await page.screenshot({ path: path.join(SCREENSHOTS, `trace-narrow-${theme.name}.png`) });
    });
  });
});
