import { defaultSettings, type Settings } from '../../../src/core/settings/settings.ts';

/** What the simulator takes for an answer, milliseconds. */
export const SERVICE_TIME_MS = 5;

/**
 * How many times as long everything takes with the model that is stood for: one that answers in 1.5 s. A recovery of
 * 30 s is then waited for 100 ms, so that a dozen settings can be tried within seconds.
 */
export const TIME_SCALE = 300;

/**
 * Waits that are divided by the scale. The limit for connecting is not: a local server accepts a connection as fast
 * whatever its model takes.
 */
const SCALED = [
  'planscope.breaker.recoveryMs',
  'planscope.breaker.slowCallMs',
  'planscope.breaker.windowMs',
  'planscope.retry.initialMs',
  'planscope.retry.maxMs',
  'planscope.deadlines.firstByteMs',
  'planscope.deadlines.silenceMs',
  'planscope.deadlines.totalMs',
] as const satisfies readonly (keyof Settings)[];

/** The settings as they are tried: the product's defaults with `changes`, and their waits scaled down. */
export function scaledSettings(changes: Partial<Settings>): Settings {
  const settings = { ...defaultSettings(), ...changes };
  const scaled = Object.fromEntries(SCALED.map((key) => [key, settings[key] / TIME_SCALE]));
  return { ...settings, ...scaled };
}

/** A measured time as it would be with the model that is stood for, milliseconds. */
export function scaledBackMs(measuredMs: number): number {
  return measuredMs * TIME_SCALE;
}

/** What happened so often in a measured second, in a minute of the model that is stood for. */
export function scaledBackPerMinute(perSecond: number): number {
  return (perSecond * 60) / TIME_SCALE;
}
