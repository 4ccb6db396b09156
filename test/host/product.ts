import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';

/** Planscope as a person names and recognises it. One place, so that a new wording is one change. */
export const COMMANDS = {
  runBenchmarks: 'Planscope: Run LLM Benchmarks',
  openDashboard: 'Planscope: Open Dashboard',
} as const;

/** The entry of "Run LLM Benchmarks" that takes seconds, not minutes. */
export const QUICK_RUN = /^Quick/;

/** Where the extension keeps the reports of the one workspace that was opened with this user-data folder. */
export async function reportsDir(userDataDir: string): Promise<string> {
  const folders = await reportFolders(userDataDir);
  const found = folders.filter((folder) => existsSync(folder));
  if (found[0] === undefined || found.length > 1) {
    throw new Error(`Of ${folders.length} workspaces below ${userDataDir} not one, but ${found.length} hold reports.`);
  }
  return found[0];
}

/** For each workspace that was opened with this user-data folder where its reports are, or would be. */
export async function reportFolders(userDataDir: string): Promise<readonly string[]> {
  const workspaces = path.join(userDataDir, 'User', 'workspaceStorage');
  const names = await readdir(workspaces).catch(() => []);
  return names.map((name) => path.join(workspaces, name, 'planscope.planscope', 'reports'));
}

/** Whether a webview is the report, with its cases shown. */
export async function isReport(frame: Frame): Promise<boolean> {
  return (await frame.title()) === 'Planscope report' && (await frame.locator('table tbody tr').count()) > 0;
}

/** Whether a webview is the dashboard, with its tree shown. */
export async function isDashboard(frame: Frame): Promise<boolean> {
  return (await frame.title()) === 'Planscope dashboard' && (await frame.locator('[role=treeitem]').count()) > 0;
}

/** Whether a webview is the trace of a request, with its spans shown. */
export async function isTrace(frame: Frame): Promise<boolean> {
  return (await frame.title()) === 'Planscope trace' && (await frame.locator('.waterfall .line').count()) > 0;
}

/** Whether a webview is the map of a world. */
export async function isMap(frame: Frame): Promise<boolean> {
  return (await frame.locator('svg.map').count()) > 0;
}
