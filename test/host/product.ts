import type { Frame } from 'playwright-core';

/** Planscope as a person names and recognises it. One place, so that a new wording is one change. */
export const COMMANDS = {
  runBenchmarks: 'Planscope: Run LLM Benchmarks',
  openDashboard: 'Planscope: Open Dashboard',
} as const;

/** The entry of "Run LLM Benchmarks" that takes seconds, not minutes. */
export const QUICK_RUN = /^Quick/;

/** Where the extension keeps its reports, under the user-data folder. */
export const REPORTS_DIR = ['User', 'globalStorage', 'planscope.planscope', 'reports'] as const;

/** Whether a webview is the report, with its cases shown. */
export async function isReport(frame: Frame): Promise<boolean> {
  return (await frame.title()) === 'Planscope report' && (await frame.locator('table tbody tr').count()) > 0;
}

/** Whether a webview is the dashboard, with its tree shown. */
export async function isDashboard(frame: Frame): Promise<boolean> {
  return (await frame.title()) === 'Planscope dashboard' && (await frame.locator('[role=treeitem]').count()) > 0;
}
