import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { textReport } from '../../src/core/bench/writers/textReport.ts';
import { type BenchmarkRun, runQuickBenchmarks } from './benchmarkRun.ts';
import { hasDisplay } from './desktopInstall.ts';
import type { Editor } from './editor.ts';
import { canShowWindow, findHost } from './host.ts';
import { launchEditor } from './launch.ts';
import { messageOf } from './log.ts';
import { COMMANDS, isDashboard } from './product.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const EXTENSION = path.join(ROOT, 'dist', 'extension.cjs');
const CACHE_DIR = path.join(ROOT, '.vscode-test');
const OUTPUT_DIR = path.join(ROOT, 'out', 'start');
const WORKSPACE_DIR = path.join(OUTPUT_DIR, 'sample-workspace');

/** `npm start`: Planscope in a real VS Code on the sample workspace, with the quick benchmarks run in it. */
async function start(signal: AbortSignal): Promise<number> {
  if (!existsSync(EXTENSION)) throw new Error(`${EXTENSION} is missing. Build it first: npm run build`);
  await rm(OUTPUT_DIR, { recursive: true, force: true });
  await mkdir(OUTPUT_DIR, { recursive: true });
  await cp(path.join(ROOT, 'media', 'sample-workspace'), WORKSPACE_DIR, { recursive: true });

  const host = await findHost({ cacheDir: CACHE_DIR, log, signal });
  const windowShown = hasDisplay() && canShowWindow(host);
  const editor = await launchEditor({
    host,
    workspaceDir: WORKSPACE_DIR,
    extensionDirs: [ROOT],
    headed: windowShown,
    outputDir: OUTPUT_DIR,
    log,
    signal,
  });
  try {
    log('Running the quick benchmarks of all suites …');
    const run = await runQuickBenchmarks(editor);
    await keepResults(editor, run);
    if (hasDisplay() && !process.env['CI']) await stayOpen(editor, windowShown, signal);
    return run.report.cases.every((one) => one.status === 'ok') ? 0 : 1;
  } catch (error) {
    if (!signal.aborted) log(`What the extension host logged:\n${await editor.extensionHostLog()}`);
    throw error;
  } finally {
    await editor.dispose();
  }
}

async function keepResults(editor: Editor, { report, file }: BenchmarkRun): Promise<void> {
  await copyFile(file, path.join(OUTPUT_DIR, 'report.json'));
  await editor.screenshot('report');
  await editor.runCommand(COMMANDS.openDashboard);
  await editor.webviewFrame(isDashboard);
  await editor.screenshot('dashboard');
  log(textReport(report));
  log(`Report and screenshots: ${OUTPUT_DIR}`);
}

/** Until the person closes the window or presses Ctrl+C. */
async function stayOpen(editor: Editor, windowShown: boolean, signal: AbortSignal): Promise<void> {
  const how = windowShown
    ? 'Close the window'
    : `Open ${editor.address ?? ''} in a browser to look around. Press Ctrl+C`;
  log(`${how} to end.`);
  const closed = new Promise<void>((resolve) => editor.page.once('close', () => resolve()));
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([closed, aborted]);
}

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => interruption.abort(new Error(`ended by ${name}`)));
}
try {
  process.exitCode = await start(interruption.signal);
} catch (error) {
  const { aborted, reason } = interruption.signal;
  process.stderr.write(`npm start: ${messageOf(aborted ? reason : error)}\n`);
  process.exitCode = aborted ? 130 : 1;
}
