import type { Frame, Page } from 'playwright-core';
import { waitFor } from './waitFor.ts';

/** A CSS selector that the webview's document must hold, or a test of its frame. */
export type WebviewContent = string | ((frame: Frame) => Promise<boolean>);

/**
 * The frame of the visible webview with this content. A webview's document is two frames below the workbench, and
 * it is another frame after its content was set anew or the window reloaded: then ask again.
 */
export async function webviewFrame(
  page: Page,
  content: WebviewContent,
  limitMs: number,
  signal: AbortSignal,
): Promise<Frame> {
  const what = `A webview with ${typeof content === 'string' ? content : 'the expected content'}`;
  const probe = async (): Promise<Frame | undefined> => {
    for (const frame of page.frames()) {
      if (depth(frame) === 2 && (await holds(frame, content).catch(() => false))) return frame;
    }
    return undefined;
  };
  return await waitFor({ what, limitMs }, probe, signal);
}

async function holds(frame: Frame, content: WebviewContent): Promise<boolean> {
  const outer = await frame.parentFrame()?.frameElement();
  if (outer === undefined || !(await outer.isVisible())) return false;
  const inner = await frame.frameElement();
  if (!(await inner.isVisible())) return false;
  return typeof content === 'string' ? (await frame.locator(content).count()) > 0 : await content(frame);
}

function depth(frame: Frame): number {
  const parent = frame.parentFrame();
  return parent === null ? 0 : 1 + depth(parent);
}
