import type { SpeedEditor } from './speedEditor.ts';

/** How long one extension took to be there in each window, milliseconds, as the editor itself says it. */
export interface ActivationTimes {
  /** Loading its bundle and calling `activate`. */
  readonly totalMs: readonly number[];
  readonly loadMs: readonly number[];
}

const PLANSCOPE = 'planscope.planscope';
const EMPTY = 'planscope-test.planscope-empty';

interface Activation {
  readonly loadMs: number;
  readonly activateMs: number;
}

/** Activates Planscope and an extension that does nothing in `windows` fresh windows on a workspace with scenarios. */
export async function measureActivation(
  { ask, reload }: SpeedEditor,
  windows: number,
): Promise<{ readonly planscope: ActivationTimes; readonly empty: ActivationTimes }> {
  const all = { planscope: [] as Activation[], empty: [] as Activation[] };
  for (let window = 0; window < windows; window++) {
    // The first window of an editor has more to do than any other.
    await reload();
    all.planscope.push(await ask<Activation>('activation', { id: PLANSCOPE }));
    all.empty.push(await ask<Activation>('activation', { id: EMPTY }));
  }
  return { planscope: timesOf(all.planscope), empty: timesOf(all.empty) };
}

function timesOf(activations: readonly Activation[]): ActivationTimes {
  return {
    totalMs: activations.map(({ loadMs, activateMs }) => loadMs + activateMs),
    loadMs: activations.map(({ loadMs }) => loadMs),
  };
}
