import { bestOf, chooseTrial, noiseOf } from '../../../src/core/bench/advice.ts';
import { assertCase, type BenchCase, type ExperimentOutcome, type Metrics } from '../../../src/core/bench/benchCase.ts';
import { floorIds } from '../../floors.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { PACE_MS, SLOTS } from './cell.ts';
import type { Matrices, Matrix, MatrixRow } from './matrix.ts';
import { breakerTimeline, failureCurves, settingsGrid, situationsGrid } from './plots.ts';
import { attemptsOf, criteriaFor, goodputOf, meanOver, stateShare, trialsOver, wastedOf } from './rowFigures.ts';
import { SERVICE_TIME_MS, TIME_SCALE } from './scale.ts';
import { PRESENT } from './settingsRows.ts';
import type { Situation } from './situations.ts';
import { adviceOf, busyText, hasOtherBreaker, QUICK_ADVICE, scaleText, whatIf } from './words.ts';

const HOW = `One request each ${PACE_MS} ms to simulators with ${SLOTS} slots that answer in ${SERVICE_TIME_MS} ms, the same seeded faults for each row of settings; all waits ${TIME_SCALE} times shorter than set.`;

/** `chaos/…`: every row of settings in one situation. */
export function situationCase(situation: Situation, matrices: Matrices): BenchCase<BenchFixtures> {
  return {
    id: `chaos/${situation.name}`,
    suite: 'chaos',
    floor: floorIds.bareHttp,
    note: `A dozen choices of settings under ${situation.words}. ${HOW}`,
    yardstick: 'clock',
    kind: 'experiment',
    async run(context) {
      const matrix = await matrices.of(situation, context);
      const trials = trialsOver([matrix]);
      const criteria = criteriaFor(trials);
      const choice = chooseTrial(trials, PRESENT, criteria);
      const present = rowAt(matrix, PRESENT);
      const best = rowAt(matrix, choice.best);
      const [goodput] = criteria;
      const rival = goodput === undefined ? undefined : bestOf(trials, others(matrix), goodput);
      const shown = best === present ? rowAt(matrix, rival ?? PRESENT) : best;
      const noise = goodput === undefined ? null : noiseOf(trials, goodput, matrix.rows.indexOf(shown), PRESENT);
      const curves = failureCurves(matrix, [present, shown]);
      const imagined = hasOtherBreaker(best) ? best : matrix.rows.find(hasOtherBreaker);
      const [recorded] = present.cells;
      const outcome: ExperimentOutcome = {
        timingsNs: present.cells.flatMap(({ timingsNs }) => timingsNs),
        metrics: {
          ...figures(present, best),
          noiseGoodputPerSecond: noise !== null && Number.isFinite(noise) ? noise : null,
          timeScale: TIME_SCALE,
        },
        plots: [
          settingsGrid(matrix, choice.best),
          breakerTimeline(matrix, [present, shown]),
          ...(curves === undefined ? [] : [curves]),
        ],
        advice: [
          ...(context.mode === 'quick'
            ? [QUICK_ADVICE]
            : adviceOf({ words: situation.words, rows: matrix.rows, trials, criteria, choice })),
          ...(imagined === undefined || recorded === undefined ? [] : [whatIf(recorded, imagined)]),
          ...busyText(matrix.rows),
          scaleText(),
        ],
      };
      expectPlans(matrix, outcome);
      if (context.mode === 'full') expectRecovery(matrix, outcome);
      return outcome;
    },
  };
}

/** `chaos/all_situations`: one choice of settings for everything that may happen. */
export function overallCase(situations: readonly Situation[], matrices: Matrices): BenchCase<BenchFixtures> {
  return {
    id: 'chaos/all_situations',
    suite: 'chaos',
    floor: floorIds.bareHttp,
    note: `One choice of settings for all situations of the suite, each as important as the other: the mean of what the rows came to in them. ${HOW}`,
    yardstick: 'clock',
    kind: 'experiment',
    async run(context) {
      const made: Matrix[] = [];
      for (const situation of situations) made.push(await matrices.of(situation, context));
      const [first] = made;
      assertCase(first !== undefined, () => 'There is no situation to try.');
      const trials = trialsOver(made);
      const criteria = criteriaFor(trials);
      const choice = chooseTrial(trials, PRESENT, criteria);
      const words = 'random failures, outages and slow failures, each as often as the others';
      return {
        timingsNs: made.flatMap((matrix) => rowAt(matrix, PRESENT).cells.flatMap(({ timingsNs }) => timingsNs)),
        metrics: { bestSettings: rowAt(first, choice.best).label, rows: first.rows.length, timeScale: TIME_SCALE },
        plots: [situationsGrid(made, choice.best)],
        advice:
          context.mode === 'quick' ? [QUICK_ADVICE] : adviceOf({ words, rows: first.rows, trials, criteria, choice }),
      };
    },
  };
}

function rowAt({ rows }: Matrix, index: number): MatrixRow {
  const row = rows[index];
  if (row === undefined) throw new RangeError(`There is no row ${index}.`);
  return row;
}

function others({ rows }: Matrix): readonly number[] {
  return [...rows.keys()].filter((i) => i !== PRESENT);
}

/** As measured, not scaled back: of the default settings, and of the row to take. */
function figures(present: MatrixRow, best: MatrixRow): Metrics {
  const recoverMs = (row: MatrixRow): number => meanOver(row, (cell) => cell.recoverMs ?? 0);
  const hasOutage = present.cells.some((cell) => cell.recoverMs !== null);
  const inState = (state: 'closed' | 'open' | 'half-open'): number =>
    meanOver(present, (cell) => stateShare(cell, state) * cell.elapsedMs);
  return {
    bestSettings: best.label,
    goodputPerSecond: meanOver(present, goodputOf),
    bestGoodputPerSecond: meanOver(best, goodputOf),
    attemptsPerRequest: meanOver(present, attemptsOf),
    bestAttemptsPerRequest: meanOver(best, attemptsOf),
    wastedTokensPerRequest: meanOver(present, wastedOf),
    bestWastedTokensPerRequest: meanOver(best, wastedOf),
    ...(hasOutage ? { timeToRecoverMs: recoverMs(present), bestTimeToRecoverMs: recoverMs(best) } : {}),
    lateMs: meanOver(present, (cell) => cell.lateMs),
    closedMs: inState('closed'),
    openMs: inState('open'),
    halfOpenMs: inState('half-open'),
  };
}

/** Every result said what it is, and with all settings the model was of some use. */
function expectPlans({ rows }: Matrix, outcome: ExperimentOutcome): void {
  for (const { label, cells } of rows) {
    const dishonest = cells.reduce((sum, cell) => sum + cell.dishonest, 0);
    assertCase(
      dishonest === 0,
      () => `${label}: ${dishonest} results have no steps, or hide that they are a fallback.`,
      outcome,
    );
    assertCase(
      cells.some(({ modelPlans }) => modelPlans > 0),
      () => `${label}: no plan came from the model.`,
      outcome,
    );
    const miscounted = cells.filter(({ attempts, modelPlans }) => attempts < modelPlans).length;
    assertCase(miscounted === 0, () => `${label}: more plans than attempts in ${miscounted} runs.`, outcome);
  }
}

function expectRecovery(matrix: Matrix, outcome: ExperimentOutcome): void {
  assertCase(
    rowAt(matrix, PRESENT).cells.some(({ isBack }) => isBack),
    () => 'With the default settings no plan came from the model after an outage.',
    outcome,
  );
}
