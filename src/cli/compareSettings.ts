import { clientsSideBySide, modelsSideBySide, type SidePair } from '../../bench/sideBySide.ts';
import { systemClock } from '../core/base/clock.ts';
import { InputError } from '../core/base/errors.ts';
import { silentLogger } from '../core/base/logger.ts';
import { seededRandom } from '../core/base/random.ts';
import type { BenchMode } from '../core/bench/benchCase.ts';
import { compareReports } from '../core/bench/compare.ts';
import { readEnvironment } from '../core/bench/environment.ts';
import type { BenchReport, CaseResult, ModelIdentity } from '../core/bench/report.ts';
import { Client } from '../core/client.ts';
import { readModelIdentity } from '../core/modelIdentity.ts';
import { defaultSettings, readSettings, SETTINGS, type SettingKey, type Settings } from '../core/settings/settings.ts';
import { simulatorModelName } from '../core/simulator/models.ts';
import { spawnSimulator } from '../core/simulator/simulatorProcess.ts';
import type { BenchProgram } from './benchProgram.ts';
import { findTarget } from './connectedClient.ts';
import type { CliIo } from './io.ts';
import { type ModelOptions, modelSettings } from './modelOptions.ts';

/** What B has that A has not. */
export type SettingChanges = Partial<Settings>;

const MODEL_KEYS: readonly SettingKey[] = ['planscope.model.endpoint', 'planscope.model.name'];

/**
 * Reads `KEY=VALUE` settings; `planscope.` may be left out. Throws an `InputError` that names the key, the value and what
 * it takes.
 */
export function readChanges(texts: readonly string[]): SettingChanges {
  const given = new Map<string, unknown>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at <= 0)
      throw new InputError('option', `--set is "${text}"; write KEY=VALUE, for example cache.maxEntries=50.`);
    const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    const key = name.startsWith('planscope.') ? name : `planscope.${name}`;
    if (!Object.hasOwn(SETTINGS, key)) {
      const known = Object.keys(SETTINGS).join('\n  ');
      throw new InputError('option', `There is no setting "${name}". The settings are:\n  ${known}`);
    }
    given.set(key, parsedValue(value));
  }
  const settings = readSettings(
    (key) => given.get(key),
    (message) => {
      throw new InputError('option', message.replace(/ Its default .* is used\.$/s, ''));
    },
  );
  return Object.fromEntries([...given.keys()].map((key) => [key, settings[key as SettingKey]])) as SettingChanges;
}

/** A number, a truth value, or text as it stands. */
function parsedValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

export interface CompareSettingsOptions {
  readonly changes: SettingChanges;
  readonly mode: BenchMode;
  readonly seed: number;
  /** Whom A asks, and B where it names no other. Where neither names one the simulator answers. */
  readonly model: ModelOptions;
}

/**
 * Measures the client with its settings (A) and with `changes` (B), in turn. Where a model or a server is named, it is
 * asked for plans; else hits and misses of the client are measured before the simulator. The report is B's, with the
 * comparison in it.
 */
export async function compareSettings(
  options: CompareSettingsOptions,
  program: BenchProgram,
  io: CliIo,
): Promise<BenchReport> {
  const { changes, model, mode, seed } = options;
  const startedAt = new Date(systemClock.wallMs()).toISOString();
  const startMs = systemClock.nowMs();
  const settingsA = modelSettings(defaultSettings(), model);
  const settingsB = { ...settingsA, ...changes };
  const asksModel =
    model.endpoint !== undefined || model.model !== undefined || MODEL_KEYS.some((key) => changes[key] !== undefined);
  const onProgress = (id: string): void => io.err(`${id}\n`);
  const withSides = asksModel ? withModels : withSimulator(program);
  const { pairs, a, b } = await withSides({ settingsA, settingsB, seed, io }, (sides) =>
    (asksModel ? modelsSideBySide : clientsSideBySide)(
      { clock: systemClock, mode, seed, onProgress, ...sides },
      io.signal,
    ),
  );
  const common = {
    schemaVersion: 1,
    startedAt,
    durationMs: systemClock.nowMs() - startMs,
    mode,
    seed,
    environment: readEnvironment(program.version),
    floors: [],
  } as const;
  const report = (who: ModelIdentity, cases: readonly CaseResult[]): BenchReport => ({ ...common, model: who, cases });
  const reportB = report(
    b,
    pairs.map((pair) => pair.b),
  );
  // What was asked for is no difference that would spoil the comparison: same identity on both sides.
  const reportA = report(
    b,
    pairs.map((pair) => pair.a),
  );
  const names = {
    a: sideWords('the settings as they are', a, pairs[0]?.a),
    b: sideWords(changeWords(changes), b, pairs[0]?.b),
  };
  return { ...reportB, comparison: compareReports(reportA, reportB, { ...names, isInterleaved: true }) };
}

interface Sides {
  readonly a: Client;
  readonly b: Client;
}

interface SideOptions {
  readonly settingsA: Settings;
  readonly settingsB: Settings;
  readonly seed: number;
  readonly io: CliIo;
}

interface Measured {
  readonly pairs: readonly SidePair[];
  readonly a: ModelIdentity;
  readonly b: ModelIdentity;
}

type Measure = (sides: Sides) => Promise<readonly SidePair[]>;

function withSimulator({ execPath, cliEntry }: BenchProgram) {
  return async ({ settingsA, settingsB, seed, io }: SideOptions, measure: Measure): Promise<Measured> => {
    const spawn = { clock: systemClock, logger: silentLogger, execPath, entry: cliEntry };
    const simulator = await spawnSimulator({ ...spawn, args: ['--seed', String(seed)] }, io.signal);
    const [a, b] = [newClient(settingsA, seed), newClient(settingsB, seed)];
    try {
      await simulator.setLatency({ type: 'fixed', serviceTimeMs: 0 }, io.signal);
      for (const client of [a, b]) {
        const { endpoint } = simulator;
        client.setTarget({ kind: 'simulator', endpoint, model: simulatorModelName, parallelRequests: 64 });
      }
      const who = { kind: 'simulator', name: simulatorModelName } as const;
      return { pairs: await measure({ a, b }), a: who, b: who };
    } finally {
      a.dispose();
      b.dispose();
      await simulator.dispose();
    }
  };
}

async function withModels({ settingsA, settingsB, seed, io }: SideOptions, measure: Measure): Promise<Measured> {
  const [a, b] = [newClient(settingsA, seed), newClient(settingsB, seed)];
  try {
    const whoA = await connect(a, settingsA, io);
    const whoB = await connect(b, settingsB, io);
    return { pairs: await measure({ a, b }), a: whoA, b: whoB };
  } finally {
    a.dispose();
    b.dispose();
  }
}

function newClient(settings: Settings, seed: number): Client {
  return new Client({ clock: systemClock, random: seededRandom(seed), logger: silentLogger, settings });
}

async function connect(client: Client, settings: Settings, io: CliIo): Promise<ModelIdentity> {
  const endpoint = settings['planscope.model.endpoint'];
  const options = { endpoint: endpoint === '' ? undefined : endpoint, model: settings['planscope.model.name'] };
  const { target, message } = await findTarget(client.http, options, settings, io);
  if (target === undefined) throw new InputError('model', message);
  client.setTarget(target);
  return readModelIdentity({ http: client.http, clock: systemClock }, target, io.signal);
}

function changeWords(changes: SettingChanges): string {
  return Object.entries(changes)
    .map(([key, value]) => `${key} = ${String(value)}`)
    .join(', ');
}

/** What a side is, who answers it, and of a model how many plans of its own it gave. */
function sideWords(words: string, { kind, name, server }: ModelIdentity, row: CaseResult | undefined): string {
  const who = kind === 'simulator' ? 'a simulator, not a model' : [name, server].filter(Boolean).join(' at ');
  const { pairs, modelPlans } = row?.metrics ?? {};
  const plans = pairs === undefined ? '' : `; ${String(modelPlans)} of ${String(pairs)} plans its own`;
  return `${words} (${who}${plans})`;
}
