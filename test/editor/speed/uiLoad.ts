import { setTimeout as sleep } from 'node:timers/promises';
import { COMMANDS, isDashboard } from '../../host/product.ts';
import { waitFor } from '../../host/waitFor.ts';
import { type DashboardMeter, meterDashboard, type PageSample } from './dashboardMeter.ts';
import type { SpeedEditor } from './speedEditor.ts';

/** What came of a load. */
export interface Load {
  readonly plans: number;
  readonly misses: number;
  readonly fallbacks: number;
  readonly failures: number;
  /** Events of the client. */
  readonly events: number;
  /** CPU time of the extension host in each second, milliseconds. */
  readonly cpuMs: readonly number[];
  readonly elapsedMs: number;
}

/** The same load with the dashboard in sight, and on a client alone, half before it and half behind it. */
export interface UiLoad {
  readonly ui: Load;
  readonly alone: readonly [Load, Load];
  /** Before the load, and at equal times in it. */
  readonly before: PageSample;
  readonly samples: readonly PageSample[];
  /** When the page got each message during the load, milliseconds. */
  readonly messagesAtMs: readonly number[];
  readonly messageLength: number;
  /** The page's thread during the load, as a share of a core, without what the samples cost it. */
  readonly pageShare: number;
}

/** So long each side runs before it is measured, seconds: the compiler's time is not the load's. */
const WARMUP_SECONDS = 6;
const SAMPLES = 6;
/** A sample begins so long before its time, milliseconds: the last is to end with the load. */
const SAMPLE_MS = 700;
const LIMIT_MS = 20_000;

/** Loads the client for `seconds` while somebody looks at the requests in the dashboard. `profile`: a file for a CPU profile. */
export async function measureUiLoad(
  speed: SpeedEditor,
  options: { readonly seconds: number; readonly profile: string | undefined; readonly signal: AbortSignal },
): Promise<UiLoad> {
  const { seconds, profile, signal } = options;
  const load = (arm: 'ui' | 'alone', length: number, more: Readonly<Record<string, string>> = {}): Promise<Load> =>
    speed.ask<Load>('load', { arm, seconds: String(length), ...more });
  const meter = await openRequests(speed, signal);
  await load('ui', WARMUP_SECONDS);
  await load('alone', WARMUP_SECONDS);

  const half = Math.max(1, Math.round(seconds / 2));
  const first = await load('alone', half);
  const before = await meter.sample();
  const messagesBefore = (await meter.messages()).atMs.length;
  const running = load('ui', seconds, profile === undefined ? {} : { profile });
  const sampling = sampleEvery((seconds * 1000) / SAMPLES, meter, signal);
  const [ui, { samples, pageShare }] = await Promise.all([running, sampling]);
  const { atMs, newestLength: messageLength } = await meter.messages();
  const second = await load('alone', half);
  const messagesAtMs = atMs.slice(messagesBefore);
  return { ui, alone: [first, second], before, samples, messagesAtMs, messageLength, pageShare };
}

async function openRequests({ editor }: SpeedEditor, signal: AbortSignal): Promise<DashboardMeter> {
  await editor.runCommand(COMMANDS.openDashboard);
  const frame = await editor.webviewFrame(isDashboard);
  const branch = frame
    .getByRole('treeitem')
    .filter({ hasText: /^\s*Requests/ })
    .first();
  await branch.waitFor({ timeout: LIMIT_MS });
  const isOpen = async (): Promise<boolean> => {
    if ((await branch.getAttribute('aria-expanded')) === 'true') return true;
    await branch.press('ArrowRight');
    return false;
  };
  await waitFor({ what: 'The requests in the dashboard', limitMs: LIMIT_MS }, isOpen, signal);
  return await meterDashboard(editor, frame);
}

async function sampleEvery(
  everyMs: number,
  meter: DashboardMeter,
  signal: AbortSignal,
): Promise<Pick<UiLoad, 'samples' | 'pageShare'>> {
  const startMs = performance.now();
  const samples: PageSample[] = [];
  let [pageMs, restMs] = [0, 0];
  for (let n = 1; n <= SAMPLES; n++) {
    const [busyMs, fromMs] = [await meter.busyMs(), performance.now()];
    await sleep(Math.max(0, startMs + n * everyMs - SAMPLE_MS - fromMs), undefined, { signal });
    pageMs += (await meter.busyMs()) - busyMs;
    restMs += performance.now() - fromMs;
    samples.push(await meter.sample());
  }
  return { samples, pageShare: pageMs / restMs };
}
