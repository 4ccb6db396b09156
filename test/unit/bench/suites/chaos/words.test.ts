import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../../../bench/suites/chaos/cell.ts';
import type { Matrix } from '../../../../../bench/suites/chaos/matrix.ts';
import { settingsGrid } from '../../../../../bench/suites/chaos/plots.ts';
import { criteriaFor, trialsOver } from '../../../../../bench/suites/chaos/rowFigures.ts';
import { PRESENT } from '../../../../../bench/suites/chaos/settingsRows.ts';
import { outages } from '../../../../../bench/suites/chaos/situations.ts';
import { adviceOf, busyText, hasOtherBreaker, whatIf } from '../../../../../bench/suites/chaos/words.ts';
import { chooseTrial } from '../../../../../src/core/bench/advice.ts';
import type { Settings } from '../../../../../src/core/settings/settings.ts';

const cell = (over: Partial<Cell>): Cell => ({
  elapsedMs: 1_000,
  phases: [],
  requests: 60,
  modelPlans: 30,
  dishonest: 0,
  attempts: 90,
  wastedAttempts: 10,
  wastedTokens: 30_000,
  recoverMs: 70,
  isBack: true,
  opened: 3,
  spans: [{ state: 'closed', fromMs: 0, toMs: 1_000 }],
  calls: [],
  timingsNs: [],
  lateMs: 1,
  ...over,
});

const row = (label: string, changes: Partial<Settings>, over: Partial<Cell>) => ({
  label,
  changes,
  cells: Array.from({ length: 6 }, (_, i) => cell({ ...over, modelPlans: (over.modelPlans ?? 30) + (i % 2) })),
});

const advise = (matrix: Matrix): readonly string[] => {
  const trials = trialsOver([matrix]);
  const criteria = criteriaFor(trials);
  const choice = chooseTrial(trials, PRESENT, criteria);
  return adviceOf({ words: 'rain', rows: matrix.rows, trials, criteria, choice });
};

const present = row('default settings', {}, {});

describe('the advice', () => {
  it('names the setting, its value, what it gains, what would be noise, and its price', () => {
    const better = row(
      'breaker.recoveryMs 5000',
      { 'planscope.breaker.recoveryMs': 5_000 },
      { modelPlans: 40, recoverMs: 20, wastedTokens: 60_000 },
    );
    expect(advise({ situation: outages, rows: [present, better] })).toEqual([
      'Under rain, set planscope.breaker.recoveryMs 5000. Compared with the default settings that gave 8.1 plans of the model a minute instead of 6.1 (less than 0.1 would be noise); 1,000 tokens in vain per request instead of 500, which is its price; back 6 s after the server instead of 21 s.',
    ]);
  });

  it('says what decided when the goodput is the same', () => {
    const cheaper = row('x', { 'planscope.retry.maxRetries': 0 }, { wastedTokens: 15_000 });
    expect(advise({ situation: outages, rows: [present, cheaper] })[0]).toContain(
      'instead of 6.1, no loss worth the name; 250 tokens in vain per request instead of 500 (less than 25 would be noise)',
    );
  });

  it('changes nothing where nothing is better, and says how near the best other came', () => {
    const worse = row('retry.maxRetries 0', { 'planscope.retry.maxRetries': 0 }, { modelPlans: 20 });
    expect(advise({ situation: outages, rows: [present, worse] })).toEqual([
      'Under rain, none of the 1 other choices of settings was better than the default ones by more than noise: the best of them for goodput, retry.maxRetries 0, gave 4.1 plans of the model a minute instead of 6.1, where less than 0.1 is noise. So no change is advised.',
    ]);
  });

  it('warns of a limit that a cold model would not meet', () => {
    const limited = row('x', { 'planscope.deadlines.firstByteMs': 60_000 }, { modelPlans: 50 });
    expect(advise({ situation: outages, rows: [present, limited] })[1]).toContain('within 60 s');
  });

  it('says when the machine was too busy', () => {
    expect(busyText([present])).toEqual([]);
    expect(busyText([row('x', {}, { lateMs: 9 })])[0]).toContain('9 ms late');
  });

  it('tells what another breaker would have made of the calls, in times scaled back', () => {
    const calls = Array.from({ length: 6 }, (_, i) => ({
      startMs: 10 * i,
      endMs: 10 * i + 5,
      durationMs: 5,
      outcome: 'fail' as const,
      cause: 'http-status',
    }));
    const changes = { 'planscope.breaker.failureThreshold': 2, 'planscope.retry.maxRetries': 0 };
    expect(hasOtherBreaker({ label: 'x', changes })).toBe(true);
    expect(hasOtherBreaker({ label: 'x', changes: { 'planscope.retry.maxRetries': 0 } })).toBe(false);
    expect(whatIf(cell({ calls, elapsedMs: 60 }), { label: 'x', changes })).toBe(
      'What if: of the 6 calls recorded with the default settings, planscope.breaker.failureThreshold 2 would have opened the breaker 9.0 s earlier. It would have refused 4 calls that failed and 0 calls that succeeded.',
    );
  });
});

describe('the figures of several situations', () => {
  it('are means seed by seed, and that of the recovery only over outages', () => {
    const without = { situation: outages, rows: [row('default settings', {}, { modelPlans: 60 })] };
    const calm = {
      ...without,
      rows: without.rows.map((one) => ({ ...one, cells: one.cells.map((c) => ({ ...c, recoverMs: null })) })),
    };
    const [trial] = trialsOver([{ situation: outages, rows: [present] }, calm]);
    expect(trial?.figures['goodput']?.slice(0, 2)).toEqual([45, 46]);
    expect(trial?.figures['recoverMs']?.[0]).toBe(70);
  });
});

describe('the grid of settings', () => {
  it('has a value for each column, the times scaled back, and marks the row to take', () => {
    const grid = settingsGrid({ situation: outages, rows: [present, row('x', {}, { modelPlans: 60 })] }, 1);
    expect(grid.rows.map(({ isBest }) => isBest)).toEqual([undefined, true]);
    const values = grid.rows[0]?.values ?? [];
    expect(values).toHaveLength(grid.columns.length);
    expect(values[grid.columns.indexOf('timeToRecoverMs')]).toBe(21_000);
    expect(values[grid.columns.indexOf('goodputPerMinute')]).toBeCloseTo(6.1);
    expect(values[grid.columns.indexOf('closedRatio')]).toBe(1);
  });
});
