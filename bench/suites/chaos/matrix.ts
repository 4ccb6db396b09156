import { seededRandom, shuffled } from '../../../src/core/base/random.ts';
import { assertCase, type BenchMode } from '../../../src/core/bench/benchCase.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import type { Context } from '../../support/fixtures.ts';
import { differentScenarios } from '../../support/scenarios.ts';
import { type Cell, PACE_MS, runCell, warmUp } from './cell.ts';
import { type SettingsRow, settingsRows } from './settingsRows.ts';
import type { Phase, Situation } from './situations.ts';
import { type PromptTokens, promptTokensOf } from './waste.ts';

/** Every row of settings in one situation: a cell for each of the seeds, the same ones in the same order for each row. */
export interface Matrix {
  readonly situation: Situation;
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow extends SettingsRow {
  readonly cells: readonly Cell[];
}

/** Seeds that each row meets. Each has a simulator of its own, and all of them work at the same time. */
const SEEDS = { full: 6, quick: 2 } as const;
/** Requests before the first cell of a simulator's in each situation. */
const WARM_UP = { full: 30, quick: 10 } as const;
/** What quick mode makes of a phase. */
const QUICK_LENGTH = 0.3;
/** Seeds are this far apart, since the simulator seeds the fault of its n-th request with seed + n. */
const SEED_STEP = 10_007;

/** Runs each situation once, however many cases ask for it. */
export class Matrices {
  readonly #made = new Map<string, Promise<Matrix>>();

  of(situation: Situation, context: Context): Promise<Matrix> {
    const name = `${situation.name} ${context.mode} ${context.seed}`;
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const made = runMatrix(situation, context);
    this.#made.set(name, made);
    // A case that was stopped in the middle of it must not fail those after it.
    made.catch(() => this.#made.delete(name));
    return made;
  }
}

/** What all cells of a block have in common. Made once: it is work that would disturb the cells under way. */
interface Block {
  readonly seed: number;
  readonly phases: readonly Phase[];
  readonly scenarios: readonly Scenario[];
  readonly promptTokens: PromptTokens;
  /** The rows, in another order for each block, so that a busy moment does not meet one row alone. */
  readonly order: readonly number[];
}

async function runMatrix(situation: Situation, context: Context): Promise<Matrix> {
  const { mode, seed } = context;
  const rows = settingsRows(mode);
  const cells: Cell[][] = rows.map(() => []);
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const blocks = Array.from({ length: SEEDS[mode] }, (_, number): Block => {
    const blockSeed = seed + number * SEED_STEP;
    const phases = phasesOf(situation, number, mode);
    const scenarios = differentScenarios(requestsIn(phases), blockSeed);
    const order = shuffled(seededRandom(blockSeed), [...rows.keys()]);
    return { seed: blockSeed, phases, scenarios, promptTokens: promptTokensOf(scenarios), order };
  });
  const lanes = blocks.map((block, number) =>
    runBlock({ rows, block, number, onCell: (row, cell) => place(cells, row, number, cell) }, context, signal),
  );
  try {
    await Promise.all(lanes);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(lanes);
    throw error;
  }
  return { situation, rows: rows.map((row, i) => ({ ...row, cells: cells[i] ?? [] })) };
}

function place(cells: readonly Cell[][], row: number, block: number, cell: Cell): void {
  const ofRow = cells[row];
  if (ofRow !== undefined) ofRow[block] = cell;
}

/** Tries one row after another on the block's simulator. */
async function runBlock(
  lane: {
    readonly rows: readonly SettingsRow[];
    readonly block: Block;
    readonly number: number;
    readonly onCell: (row: number, cell: Cell) => void;
  },
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { rows, block } = lane;
  const fleet = await context.fixture('fleet');
  const simulator = await fleet.member(lane.number, block.seed);
  await warmUp(context, simulator, block.scenarios.slice(0, WARM_UP[context.mode]), signal);
  let received = 0;
  let attempts = 0;
  for (const number of block.order) {
    const row = rows[number];
    if (row === undefined) continue;
    const before = await simulator.stats(signal);
    const cell = await runCell(context, { ...block, simulator, row }, signal);
    const after = await simulator.stats(signal);
    received += after.requests - before.requests;
    attempts += cell.attempts;
    lane.onCell(number, cell);
  }
  // An attempt on a connection that just broke never arrives; none may arrive uncounted.
  assertCase(
    received <= attempts,
    () => `The clients of a seed counted ${attempts} attempts; its simulator received ${received}.`,
  );
}

function phasesOf(situation: Situation, block: number, mode: BenchMode): readonly Phase[] {
  const phases = situation.phases(block);
  if (mode === 'full') return phases;
  // What follows an outage is as long as it is: the breaker needs its time to close.
  return phases.map((phase, i) => {
    const isAfter = phases[i - 1]?.isOutage === true;
    return isAfter ? phase : { ...phase, durationMs: phase.durationMs * QUICK_LENGTH };
  });
}

/** More than are sent: a phase ends a little late. */
function requestsIn(phases: readonly Phase[]): number {
  return Math.ceil(phases.reduce((sum, { durationMs }) => sum + durationMs, 0) / PACE_MS) + 20;
}
