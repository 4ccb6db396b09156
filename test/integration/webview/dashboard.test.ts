import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientFigures } from '../../../src/core/clientSnapshot.ts';
import type { DashboardModel } from '../../../src/shared/messages.ts';
import { requestNodeId } from '../../../src/shared/tree/requestNodes.ts';
import {
  busyClient,
  busyDashboard,
  dashboardOf,
  idleClient,
  requestsOf,
  sampleBreaker,
  sampleRequest,
  sampleRequests,
  sampleSummary,
  sampleTrace,
} from '../../unit/shared/samples/sampleClient.ts';
import { seriousFindings } from './accessibility.ts';
import { THEMES } from './themes.ts';
import { type HostedPage, type OpenOptions, SCREENSHOTS, sharedWebviewHost } from './webviewHost.ts';

const PAGE_MS = 60_000;

const host = sharedWebviewHost();

async function withDashboard(
  model: DashboardModel,
  options: OpenOptions,
  use: (hosted: HostedPage) => Promise<void>,
): Promise<void> {
  const hosted = await host().open('dashboard', options);
  try {
    await hosted.send({ type: 'model', model });
    await use(hosted);
    expect(hosted.errors).toEqual([]);
  } finally {
    await hosted.page.context().close();
  }
}

async function focusedLabel({ page }: HostedPage): Promise<string | null> {
  return await page.evaluate<string | null>('document.activeElement.getAttribute("aria-label")');
}

async function focusFirstRow(hosted: HostedPage): Promise<void> {
  await hosted.page.keyboard.press('Tab');
}

function withRequests(count: number): DashboardModel {
  return busyDashboard({ requests: sampleRequests(count) });
}

/** A client whose model is being read from disk while requests wait. */
function loadingClient(): ClientFigures {
  const { atMs, cache } = busyClient();
  return busyClient({
    model: {
      kind: 'server',
      name: 'phi3:mini',
      endpoint: 'http://127.0.0.1:8080',
      dialect: 'llama.cpp',
      rung: 'json',
      loadingSinceAtMs: atMs - 72_000,
    },
    breakers: [sampleBreaker()],
    queue: { running: 1, waiting: 3, maxConcurrent: 1, maxWaiting: 3, refused: 2 },
    cache: { ...cache, nearHits: 11, shadowHits: 40, shadowWrong: 3 },
  });
}

describe('the keyboard', { timeout: PAGE_MS }, () => {
  it('walks the tree, opens and closes branches', async () => {
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      const { page } = hosted;
      await focusFirstRow(hosted);
      expect(await focusedLabel(hosted)).toBe('Models: phi3:mini');
      await page.keyboard.press('ArrowDown');
      expect(await focusedLabel(hosted)).toMatch(/^phi3:mini: open, next trial in/);
      await page.keyboard.press('ArrowLeft');
      const breaker = page.getByRole('treeitem', { name: /^phi3:mini: open/ });
      expect(await breaker.getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await focusedLabel(hosted)).toBe('Because: 5 failures in a row (connection refused)');
      await page.keyboard.press('ArrowLeft');
      expect(await focusedLabel(hosted)).toMatch(/^phi3:mini: open/);
      await page.keyboard.press('End');
      expect(await focusedLabel(hosted)).toMatch(/^2026-05-01 .*: 33 of 33 held/);
      await page.keyboard.press('Home');
      expect(await focusedLabel(hosted)).toBe('Models: phi3:mini');
    });
  });

  it('finds a row by the letters that it begins with', async () => {
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      await focusFirstRow(hosted);
      await hosted.page.keyboard.type('evi');
      expect(await focusedLabel(hosted)).toBe('Evictions: 61');
    });
  });

  it('reaches the actions of a row with Tab and runs them with Enter', async () => {
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      const { page } = hosted;
      await focusFirstRow(hosted);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      expect(await focusedLabel(hosted)).toBe('Reset circuit breaker');
      await page.keyboard.press('Enter');
      expect(await hosted.sent()).toEqual([
        { type: 'ready' },
        { type: 'action', action: 'resetBreaker', model: 'phi3:mini' },
      ]);
      await page.keyboard.press('Escape');
      expect(await focusedLabel(hosted)).toMatch(/^phi3:mini: open/);
    });
  });

  it('opens a report with Enter on its run', async () => {
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      await focusFirstRow(hosted);
      await hosted.page.keyboard.press('End');
      await hosted.page.keyboard.press('Enter');
      expect((await hosted.sent()).at(-1)).toEqual({ type: 'action', action: 'openReport', id: 'run-1' });
    });
  });
});

describe('live updates', { timeout: PAGE_MS }, () => {
  it('change figures and leave the focus where it is', async () => {
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      await focusFirstRow(hosted);
      await hosted.page.keyboard.type('evictions');
      const { cache } = busyClient();
      await hosted.send({
        type: 'model',
        model: busyDashboard({ client: busyClient({ cache: { ...cache, evictions: 62 } }) }),
      });
      expect(await focusedLabel(hosted)).toBe('Evictions: 62');
    });
  });

  it('leave the focus on an action button', async () => {
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      await focusFirstRow(hosted);
      await hosted.page.keyboard.type('cache');
      await hosted.page.keyboard.press('Tab');
      await hosted.send({ type: 'model', model: withRequests(61) });
      expect(await focusedLabel(hosted)).toBe('Show cached plans');
    });
  });

  it('let new rows come above without moving the focused one on the screen', async () => {
    await withDashboard(withRequests(60), { height: 400 }, async (hosted) => {
      const { page } = hosted;
      await page.getByRole('treeitem', { name: /^Requests/ }).click();
      const row = page.locator('[data-id^="request:52@"]');
      await row.focus();
      const before = await row.boundingBox();
      await hosted.send({ type: 'model', model: withRequests(63) });
      expect(await row.boundingBox()).toEqual(before);
      expect(await page.evaluate('document.activeElement.dataset.id.split("@")[0]')).toBe('request:52');
    });
  });

  it('leave what a person scrolled to in its place, without any focus', async () => {
    await withDashboard(withRequests(60), { height: 400, kept: { open: [['requests', true]] } }, async (hosted) => {
      const { page } = hosted;
      await page.evaluate('document.querySelector(".scroller").scrollTop = 900');
      const row = page.locator('[data-id^="request:32@"]');
      const before = await row.boundingBox();
      await hosted.send({ type: 'model', model: withRequests(65) });
      expect(await row.boundingBox()).toEqual(before);
    });
  });

  it('hand the focus to a neighbour when they take its row away', async () => {
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      await focusFirstRow(hosted);
      await hosted.page.keyboard.type('next');
      expect(await focusedLabel(hosted)).toMatch(/^Next trial/);
      await hosted.send({
        type: 'model',
        model: busyDashboard({ client: busyClient({ breakers: [sampleBreaker()] }) }),
      });
      expect(await focusedLabel(hosted)).toBe('Endpoint: http://127.0.0.1:11434');
      await hosted.page.keyboard.press('ArrowDown');
      expect(await focusedLabel(hosted)).toBe('Dialect: Ollama');
    });
  });

  it('tell a screen reader that a breaker changed, and of figures nothing', async () => {
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      const status = hosted.page.getByRole('status');
      await hosted.send({ type: 'model', model: withRequests(61) });
      expect(await status.textContent()).toBe('');
      await hosted.send({
        type: 'model',
        model: busyDashboard({ client: busyClient({ breakers: [sampleBreaker()] }) }),
      });
      expect(await status.textContent()).toBe('Circuit breaker of phi3:mini: closed.');
    });
  });

  it('count down by themselves', async () => {
    await withDashboard(busyDashboard(), {}, async ({ page }) => {
      await page.getByRole('treeitem', { name: 'Next trial: in 10 s' }).waitFor({ timeout: 10_000 });
    });
  });

  it('count up by themselves while the model is loaded', async () => {
    await withDashboard(dashboardOf(loadingClient()), {}, async ({ page }) => {
      await page.getByRole('treeitem', { name: 'Being loaded: for 1 min 14 s' }).waitFor({ timeout: 10_000 });
    });
  });

  it('are ignored when they are none', async () => {
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      await hosted.send({ type: 'model', model: { runs: [] } });
      await hosted.send({ type: 'report' });
      await hosted.send('model');
      expect(await hosted.page.getByRole('treeitem', { name: /^Models/ }).count()).toBe(1);
    });
  });
});

describe('ten thousand requests', { timeout: PAGE_MS }, () => {
  const kept = { open: [['requests', true]] };

  it('put on the page only what is seen of them, wherever it is scrolled to', async () => {
    await withDashboard(withRequests(10_000), { height: 600, kept }, async ({ page }) => {
      const rows = page.locator('.row');
      expect(await rows.count()).toBeLessThan(70);
      await page.evaluate('document.querySelector(".scroller").scrollTop = 110_000');
      await page.locator('[data-id^="request:5020@"]').waitFor();
      expect(await rows.count()).toBeLessThan(75);
      const scrolled = await page.evaluate('document.querySelector(".tree").clientHeight');
      expect(scrolled).toBeGreaterThan(10_000 * 22);
    });
  });

  it('are walked by keyboard from end to end, and said with their place', async () => {
    await withDashboard(withRequests(10_000), { height: 600, kept }, async (hosted) => {
      const { page } = hosted;
      await focusFirstRow(hosted);
      await page.keyboard.type('requests');
      await page.keyboard.press('ArrowRight');
      expect(await page.evaluate('document.activeElement.dataset.id.split("@")[0]')).toBe('request:10000');
      expect(await page.evaluate('document.activeElement.getAttribute("aria-setsize")')).toBe('10000');
      for (let i = 0; i < 30; i++) await page.keyboard.press('PageDown');
      const at = await page.evaluate<string>('document.activeElement.dataset.id.split("@")[0]');
      expect(Number(at.replace('request:', ''))).toBeLessThan(9_400);
      await page.keyboard.press('ArrowLeft');
      expect(await page.evaluate('document.activeElement.dataset.id.split("@")[0]')).toBe('requests');
      await page.keyboard.press('End');
      expect(await page.evaluate('document.activeElement.dataset.id.split("@")[0]')).toBe('run:run-1');
      expect(await page.evaluate('document.activeElement.getBoundingClientRect().bottom')).toBeLessThanOrEqual(600);
    });
  });

  it('keep the focus where it was, out of sight and while new ones come', async () => {
    await withDashboard(withRequests(10_000), { height: 600, kept }, async (hosted) => {
      const { page } = hosted;
      await page.locator('[data-id^="request:9990@"]').focus();
      await page.evaluate('document.querySelector(".scroller").scrollTop = 150_000');
      await hosted.send({ type: 'model', model: busyDashboard({ requests: sampleRequests(10_250, 10_000) }) });
      expect(await page.evaluate('document.activeElement.dataset.id.split("@")[0]')).toBe('request:9990');
      await page.keyboard.press('ArrowDown');
      expect(await page.evaluate('document.activeElement.dataset.id.split("@")[0]')).toBe('request:9989');
      const box = await page.locator('[data-id^="request:9989@"]').boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect(box?.y).toBeLessThan(600);
    });
  });
});

describe('requests', { timeout: PAGE_MS }, () => {
  it('ask for their spans when they are opened, once, and draw them', async () => {
    await withDashboard(withRequests(60), { kept: { open: [['requests', true]] } }, async (hosted) => {
      const { page } = hosted;
      await page.locator('[data-id^="request:57@"]').click();
      await page.getByRole('treeitem', { name: 'Waiting for the trace' }).waitFor();
      await hosted.send({ type: 'model', model: busyDashboard({ requests: sampleRequests(61, 60) }) });
      expect(await hosted.sent()).toEqual([{ type: 'ready' }, { type: 'trace', id: 57 }]);
      await hosted.send({ type: 'trace', id: 57, trace: sampleTrace(sampleRequest(57)) });
      const attempt = page.getByRole('treeitem', { name: /^Attempt: 2\.31 s/ });
      expect(await attempt.locator('svg.graphic rect').count()).toBe(1);
      await page.screenshot({ path: path.join(SCREENSHOTS, 'dashboard-request.png') });
    });
  });

  it('ask again for the spans of those that were open before the page was hidden', async () => {
    const kept = {
      open: [
        ['requests', true],
        [requestNodeId(sampleRequest(57)), true],
      ],
    };
    await withDashboard(withRequests(60), { kept }, async (hosted) => {
      expect(await hosted.sent()).toEqual([{ type: 'ready' }, { type: 'trace', id: 57 }]);
    });
  });

  it('come to rest with more of them open than spans are kept of', async () => {
    const opened = Array.from({ length: 150 }, (_, index) => [requestNodeId(sampleRequest(200 - index)), true]);
    const kept = { open: [['requests', true], ...opened] };
    await withDashboard(withRequests(200), { kept }, async (hosted) => {
      const drawn = (): Promise<unknown> =>
        hosted.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      const asked = async (): Promise<readonly number[]> =>
        ((await hosted.sent()) as { readonly type: string; readonly id: number }[])
          .filter(({ type }) => type === 'trace')
          .map(({ id }) => id);
      let answered = 0;
      for (let wave = 0; wave < 20; wave++) {
        await drawn();
        const waiting = (await asked()).slice(answered);
        if (waiting.length === 0) break;
        answered += waiting.length;
        for (const id of waiting) await hosted.send({ type: 'trace', id, trace: sampleTrace(sampleRequest(id)) });
      }
      await drawn();
      expect(await asked()).toHaveLength(answered);
      expect(answered).toBeLessThan(100);
    });
  });

  it('ask for all when some are missing', async () => {
    await withDashboard(withRequests(60), {}, async (hosted) => {
      await hosted.send({ type: 'model', model: busyDashboard({ requests: sampleRequests(90, 80) }) });
      expect(await hosted.sent()).toEqual([{ type: 'ready' }, { type: 'ready' }]);
    });
  });

  it('open their own page, and are filtered, from the keyboard', async () => {
    await withDashboard(withRequests(60), { kept: { open: [['requests', true]] } }, async (hosted) => {
      const { page } = hosted;
      await focusFirstRow(hosted);
      await page.keyboard.type('requests');
      await page.keyboard.press('Tab');
      expect(await focusedLabel(hosted)).toBe('Filter requests by outcome');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect((await hosted.sent()).slice(1)).toEqual([
        { type: 'action', action: 'filterRequests' },
        { type: 'action', action: 'openTrace', id: 60 },
      ]);
      await hosted.send({
        type: 'model',
        model: busyDashboard({ requests: sampleRequests(60, 60), filter: ['fallback'] }),
      });
      const shown = await page.locator('[data-id^="request:"] .description').allTextContents();
      expect(shown).toHaveLength(8);
      expect(shown.every((text) => text.startsWith('fallback'))).toBe(true);
    });
  });
});

describe('a page that was hidden and comes back', { timeout: PAGE_MS }, () => {
  it('has the same branches open and the same row chosen', async () => {
    let kept: unknown;
    await withDashboard(busyDashboard(), {}, async (hosted) => {
      await hosted.page.getByRole('treeitem', { name: /^Funnel/ }).click();
      await hosted.page.getByRole('treeitem', { name: /^Cache/ }).click();
      kept = await hosted.kept();
    });
    await withDashboard(busyDashboard(), { kept }, async (hosted) => {
      const { page } = hosted;
      expect(await page.getByRole('treeitem', { name: /^Funnel/ }).getAttribute('aria-expanded')).toBe('true');
      expect(await page.getByRole('treeitem', { name: /^Cache/ }).getAttribute('aria-expanded')).toBe('false');
      await focusFirstRow(hosted);
      expect(await focusedLabel(hosted)).toMatch(/^Cache/);
    });
  });
});

describe('what is shown', { timeout: PAGE_MS }, () => {
  it('offers the simulator where there is no model', async () => {
    await withDashboard(dashboardOf(idleClient()), {}, async (hosted) => {
      const { page } = hosted;
      expect(await page.getByRole('heading', { name: 'No local model found' }).isVisible()).toBe(true);
      await page.locator('.welcome').getByRole('button', { name: 'Start Simulator' }).click();
      await page.locator('.welcome').getByRole('button', { name: 'Look Again' }).click();
      expect((await hosted.sent()).slice(1)).toEqual([
        { type: 'action', action: 'startSimulator' },
        { type: 'action', action: 'discover' },
      ]);
    });
  });

  it('keeps HTML in a name as text', async () => {
    const evil = '<img src=x onerror="document.title=1"><b>bold</b>';
    const requests = requestsOf([sampleSummary(1, { scenario: evil, reason: evil })]);
    await withDashboard(busyDashboard({ requests }), { kept: { open: [['requests', true]] } }, async ({ page }) => {
      expect(await page.locator('[data-id^="request:1@"] .label').textContent()).toBe(evil);
      expect(await page.locator('.tree img, .tree b').count()).toBe(0);
    });
  });

  it('never scrolls sideways, however narrow it is', async () => {
    await withDashboard(busyDashboard(), { width: 170 }, async ({ page }) => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(170);
    });
  });

  it.each(THEMES)(
    'has room at 250 pixels for a load, a full queue and near matches in the theme $name',
    async (theme) => {
      const client = loadingClient();
      await withDashboard(dashboardOf(client), { theme, width: 250, height: 700 }, async ({ page }) => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(250);
        for (const name of [
          /^Being loaded: for/,
          /^Structured output: any JSON/,
          /^Queue: 1 of 1 at work, 3 waiting/,
        ]) {
          expect(await page.getByRole('treeitem', { name }).isVisible()).toBe(true);
        }
        expect(await seriousFindings(page)).toEqual([]);
        await page.screenshot({ path: path.join(SCREENSHOTS, `dashboard-narrow-${theme.name}.png`) });
      });
    },
  );

  it.each(THEMES)('is accessible in the theme $name', async (theme) => {
    const running = { done: 12, total: 33, id: 'llm/cache_miss_latency/50ms_llm' };
    await withDashboard(busyDashboard({ running }), { theme, height: 900 }, async (hosted) => {
      await focusFirstRow(hosted);
      await hosted.page.keyboard.press('ArrowDown');
      expect(await seriousFindings(hosted.page)).toEqual([]);
      await hosted.page.screenshot({ path: path.join(SCREENSHOTS, `dashboard-${theme.name}.png`) });
    });
    await withDashboard(dashboardOf(idleClient()), { theme, width: 250 }, async ({ page }) => {
      expect(await seriousFindings(page)).toEqual([]);
      await page.screenshot({ path: path.join(SCREENSHOTS, `welcome-${theme.name}.png`) });
    });
  });
});
