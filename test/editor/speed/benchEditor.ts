// Measures in a real VS Code what Planscope costs the editor: its start, and its user interface under a thousand events a
// second. Prints a table with floors, limits and a verdict; the exit code is 1 when a limit is missed.
// usage: npm run bench:editor -- [--seconds N] [--windows N] [--json FILE] [--profile FILE]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { makeWorld } from '../../../bench/workloads/worlds.ts';
import { seededRandom } from '../../../src/core/base/random.ts';
import { findHost } from '../../host/host.ts';
import { messageOf } from '../../host/log.ts';
import { startRulesSimulator } from '../../support/rulesSimulator.ts';
import { measureActivation } from './activation.ts';
import { activationFigure, type Figure, firstUseFigure, isMissed, loadFault, uiFigures } from './figures.ts';
import { launchSpeedEditor } from './speedEditor.ts';
import { measureUiLoad } from './uiLoad.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const WORLDS = 64;
const SEED = 42;
const SERVICE_TIME_MS = 20;

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    windows: { type: 'string', default: '7' },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
});

async function run(signal: AbortSignal): Promise<number> {
  const seconds = wholeNumber('--seconds', options.seconds, 6);
  const windows = wholeNumber('--windows', options.windows, 1);
  const folder = await mkdtemp(path.join(tmpdir(), 'planscope-speed-'));
  const simulator = await startRulesSimulator({
    models: ['phi3'],
    latency: { type: 'fixed', serviceTimeMs: SERVICE_TIME_MS },
  });
  try {
    const env = {
      PLANSCOPE_BARE_CLIENT: path.join(folder, 'bareClient.cjs'),
      PLANSCOPE_WORLDS: path.join(folder, 'worlds.json'),
    };
    await buildBareClient(env.PLANSCOPE_BARE_CLIENT);
    const random = seededRandom(SEED);
    await writeFile(env.PLANSCOPE_WORLDS, JSON.stringify(Array.from({ length: WORLDS }, () => makeWorld(random))));
    const host = await findHost({ cacheDir: path.join(ROOT, '.vscode-test'), log, signal });
    const settings = { 'planscope.model.endpoint': simulator.endpoint, 'planscope.cache.persist': false };
    const machine = `On ${cpus().length} cores; their load average was ${loadavg()[0]?.toFixed(1)} before the editor ran.`;
    const speed = await launchSpeedEditor({ host, settings, env, log, signal });
    try {
      log(`Activation in ${windows} fresh windows …`);
      const { planscope, empty } = await measureActivation(speed, windows);
      const firstUse = await speed.ask<{ readonly ms: number }>('firstUse');
      log(`A load of ${seconds} s with the dashboard in sight, and the same on a client alone …`);
      const profile = options.profile === undefined ? undefined : path.resolve(options.profile);
      const load = await measureUiLoad(speed, { seconds, profile, signal });
      const fault = loadFault(load);
      const figures = [activationFigure(planscope, empty), firstUseFigure(firstUse.ms), ...uiFigures(load)];
      if (options.json !== undefined) {
        await writeFile(
          options.json,
          `${JSON.stringify({ machine, fault, figures, planscope, empty, load }, undefined, 2)}\n`,
        );
      }
      log(`\n${table(figures)}\n`);
      log(machine);
      const missed = figures.filter(isMissed);
      log(verdict(fault, missed));
      return fault === undefined && missed.length === 0 ? 0 : 1;
    } catch (error) {
      if (!signal.aborted) log(`What the extension host logged:\n${await speed.editor.extensionHostLog()}`);
      throw error;
    } finally {
      await speed.dispose();
    }
  } finally {
    await simulator.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of the same sources and in the same way as the extension's own bundles. */
async function buildBareClient(outfile: string): Promise<void> {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'bareClient.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const judged = figure.limit === undefined ? '' : isMissed(figure) ? 'missed' : 'holds';
    return [figure.what, figure.text, figure.floorText, figure.limitText, judged];
  });
  const lines = [
    ['what', 'measured', 'floor of this run', 'limit', 'verdict'],
    ['---', '---', '---', '---', '---'],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function verdict(fault: string | undefined, missed: readonly Figure[]): string {
  if (fault !== undefined) return `The load was not the one that was meant, so nothing follows from it. ${fault}`;
  if (missed.length === 0) return 'Every limit holds.';
  return `Missed: ${missed.map(({ what, text, limitText }) => `${what}: ${text}, limit ${limitText}`).join('; ')}.`;
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${name} takes a whole number from ${least}, not "${text}".`);
}

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => interruption.abort(new Error(`ended by ${name}`)));
}
try {
  process.exitCode = await run(interruption.signal);
} catch (error) {
  const { aborted, reason } = interruption.signal;
  process.stderr.write(`bench:editor: ${messageOf(aborted ? reason : error)}\n`);
  process.exitCode = aborted ? 130 : 1;
}
