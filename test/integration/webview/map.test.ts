import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectAnswer } from '../../../src/core/answer/inspectAnswer.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { type WorldMap, worldMap } from '../../../src/core/world/worldMap.ts';
import { scenario, wall, world } from '../../unit/core/world/worlds.ts';
import { seriousFindings } from './accessibility.ts';
import { THEMES } from './themes.ts';
import { type HostedPage, type OpenOptions, SCREENSHOTS, sharedWebviewHost } from './webviewHost.ts';

const PAGE_MS = 60_000;

const yard: Scenario = scenario(
  world({
    me: { pos: { x: 2, y: 2 }, ammo: 2 },
    player: { hp: 80, pos: { x: 1, y: 4 }, stance: 'stand', orders: [] },
    enemies: [
      { id: 3, pos: { x: 11, y: 2 }, hp: 15 },
      { id: 7, pos: { x: 14, y: 9 }, hp: 40 },
    ],
    obstacles: [...wall(6, 0, 6), ...wall(10, 5, 9)],
    pois: [
      { k: 'cellar_door', pos: { x: 15, y: 4 } },
      { k: 'well', pos: { x: 3, y: 9 } },
    ],
    objective: 'reach the cellar_door',
  }),
  { name: 'A yard' },
);

const STEPS: readonly object[] = [
  { act: 'MoveTo', x: 8, y: 3 },
  { act: 'AimedShot', target_id: 3 },
  { act: 'MoveTo', x: 10, y: 6 },
  { act: 'Scan', radius: 5 },
];

function mapOf(steps: readonly object[] = STEPS): WorldMap {
  const inspection = inspectAnswer(JSON.stringify({ plan_id: 'p', steps }), yard);
  return worldMap(yard, inspection.steps, inspection.problems);
}

const host = sharedWebviewHost();

async function withMap(options: OpenOptions, use: (hosted: HostedPage) => Promise<void>, map = mapOf()): Promise<void> {
  const hosted = await host().open('map', { width: 1000, height: 700, ...options });
  try {
    await hosted.send({ type: 'map', map });
    await use(hosted);
    expect(hosted.errors).toEqual([]);
  } finally {
    await hosted.page.context().close();
  }
}

const current = async ({ page }: HostedPage): Promise<string | null> =>
  await page.locator('.steps button[aria-current]').textContent();

describe('a map', { timeout: PAGE_MS }, () => {
  it('goes through the steps by keyboard and tells the editor', async () => {
    await withMap({}, async (hosted) => {
      const { keyboard } = hosted.page;
      expect(await current(hosted)).toContain('Start');
      await keyboard.press('ArrowRight');
      expect(await current(hosted)).toContain('1. MoveTo(x: 8, y: 3)');
      await keyboard.press('End');
      expect(await current(hosted)).toContain('4. Scan');
      await keyboard.press('ArrowLeft');
      expect(await current(hosted)).toContain('3. MoveTo(x: 10, y: 6)');
      await keyboard.press('Home');
      expect(await hosted.sent()).toEqual([
        { type: 'ready' },
        { type: 'select', frame: 1 },
        { type: 'select', frame: 4 },
        { type: 'select', frame: 3 },
        { type: 'select', frame: 0 },
      ]);
    });
  });

  it('says of a step what it leads to, and of one that fails why', async () => {
    await withMap({}, async ({ page, send }) => {
      await send({ type: 'map', map: mapOf(), frame: 2 });
      expect(await page.locator('.facts').innerText()).toMatch(/Enemy 3\s+down/);
      expect(await page.locator('.enemy.down').count()).toBe(1);
      await send({ type: 'map', map: mapOf(), frame: 3 });
      expect(await page.locator('.messages').innerText()).toBe('Step 3, MoveTo: (10,6) is an obstacle.');
      expect(await page.locator('[role=status]').textContent()).toContain('cannot be carried out');
      expect(await page.locator('.steps [data-state=unknown]').count()).toBe(1);
    });
  });

  it('plays and pauses by keyboard', async () => {
    await withMap({}, async (hosted) => {
      await hosted.page.clock.install();
      await hosted.page.locator('.drawing').focus();
      await hosted.page.keyboard.press(' ');
      await hosted.page.clock.runFor(1_700);
      expect(await current(hosted)).toContain('2. AimedShot');
      await hosted.page.keyboard.press(' ');
      await hosted.page.clock.runFor(5_000);
      expect(await current(hosted)).toContain('2. AimedShot');
    });
  });

  it('keeps its step and its size while it is hidden', async () => {
    await withMap({ kept: { frame: 2, zoom: 2 } }, async (hosted) => {
      expect(await current(hosted)).toContain('2. AimedShot');
      await hosted.page.keyboard.press('+');
      expect(await hosted.kept()).toEqual({ frame: 2, zoom: 3 });
    });
  });

  it('fits the whole world again with 0', async () => {
    await withMap({ kept: { frame: 0, zoom: 4 } }, async (hosted) => {
      await hosted.page.keyboard.press('0');
      expect(await hosted.kept()).toEqual({ frame: 0, zoom: 1 });
    });
  });

  it('keeps the plan in sight when the drawing is larger than its place', async () => {
    await withMap({ kept: { frame: 0, zoom: 4 } }, async ({ page }) => {
      const isInSight = async (): Promise<unknown> =>
        await page.evaluate(`(() => {
          const box = document.querySelector('.drawing').getBoundingClientRect();
          const me = document.querySelector('.me').getBoundingClientRect();
          return me.left >= box.left && me.right <= box.right && me.top >= box.top && me.bottom <= box.bottom;
        })()`);
      expect(await isInSight()).toBe(true);
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('.facts').innerText()).toContain('(8,3)');
      expect(await isInSight()).toBe(true);
    });
  });

  it('says which cooldowns run', async () => {
    await withMap(
      {},
      async ({ page }) => {
        await page.keyboard.press('End');
        expect(await page.locator('.facts').innerText()).toMatch(/Cooldown scan\s+5 s left/);
      },
      mapOf([{ act: 'Scan', radius: 5 }]),
    );
  });

  it('tells a way that it only guesses from one that was walked', async () => {
    await withMap(
      {},
      async ({ page }) => {
        await page.keyboard.press('ArrowRight');
        expect(await page.locator('.way.now:not(.guessed)').count()).toBe(1);
        expect(await page.locator('.outside').innerText()).not.toContain('straight line');
        await page.keyboard.press('ArrowRight');
        expect(await page.locator('.way.now.guessed').count()).toBe(1);
        expect(await page.locator('.outside').innerText()).toContain(
          'The plan is beyond the edge of this map here. The way is too long to be worked out: a straight line stands',
        );
      },
      mapOf([
        { act: 'MoveTo', x: 8, y: 3 },
        { act: 'MoveTo', x: 2_000_000_000, y: 3 },
      ]),
    );
  });

  it('shows what a model wrote as text', async () => {
    const hostile = '<img src=x onerror=alert(1)>';
    await withMap(
      {},
      async ({ page }) => {
        expect(await page.locator('img').count()).toBe(0);
        expect(await page.locator('.steps').innerText()).toContain(hostile);
      },
      mapOf([{ act: 'UseItem', item_name: hostile }]),
    );
  });

  it.each(THEMES.map((theme) => [theme.name, theme] as const))(
    'can be used by everybody in %s',
    async (name, theme) => {
      for (const width of [1000, 250]) {
        await withMap({ theme, width, height: 800 }, async ({ page, send }) => {
          await send({ type: 'map', map: mapOf(), frame: 3 });
          await page.screenshot({ path: path.join(SCREENSHOTS, `map-${name}-${width}.png`) });
          expect(await seriousFindings(page)).toEqual([]);
          const { scrollWidth, clientWidth } = (await page.evaluate(
            '({ scrollWidth: document.documentElement.scrollWidth, clientWidth: document.documentElement.clientWidth })',
          )) as { readonly scrollWidth: number; readonly clientWidth: number };
          expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
        });
      }
    },
  );
});
