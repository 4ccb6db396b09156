import { type FaultKind, type FaultPlan, noFaults } from '../../../src/core/simulator/faults.ts';

/** A stretch of an experiment during which the server fails in one way. */
export interface Phase {
  readonly label: string;
  readonly durationMs: number;
  readonly faults: FaultPlan;
  /** Nothing succeeds in it. */
  readonly isOutage?: boolean;
  /** Share of the answers that fail, 0..1, where they fail at random. */
  readonly failureRate?: number;
}

/** What the server does to its client, phase by phase. */
export interface Situation {
  readonly name: string;
  /** In words, for "under …". */
  readonly words: string;
  /** `block`: which of the seeds, from 0 on. */
  phases(block: number): readonly Phase[];
}

const KINDS: readonly FaultKind[] = [
  'error',
  'busy',
  'reset',
  'reset-stream',
  'stall-stream',
  'truncated-json',
  'wrong-tool',
];

/**
 * How much longer each block's outage is than the one before. Where in its cycle of recovery and trial a breaker is when
 * the server comes back is chance, and six blocks with two outages each go through all of it.
 */
const OUTAGE_STEP_MS = 17;

export const randomFailures: Situation = {
  name: 'random_failures',
  words: 'random failures of 10, 30 and 50 % of the answers',
  phases: () =>
    [0.1, 0.3, 0.5].map((rate) => ({
      label: `${rate * 100} % fail`,
      durationMs: 320,
      faults: rates(KINDS, rate),
      failureRate: rate,
    })),
};

export const outages: Situation = {
  name: 'outages',
  words: 'two outages of one and a half minutes in which every answer is an error 500',
  phases: (block) => [
    { label: 'healthy', durationMs: 80, faults: noFaults },
    failing(250 + block * OUTAGE_STEP_MS),
    { label: 'healthy again', durationMs: 220, faults: noFaults },
    failing(250 + (5 - block) * OUTAGE_STEP_MS),
    { label: 'healthy again', durationMs: 220, faults: noFaults },
  ],
};

export const slowFailures: Situation = {
  name: 'slow_failures',
  words: 'slow failures, where one request of ten is never answered',
  phases: () => [{ label: '10 % never answered', durationMs: 780, faults: rates(['stall'], 0.1) }],
};

function failing(durationMs: number): Phase {
  return { label: 'outage', durationMs, faults: rates(['error'], 1), isOutage: true };
}

function rates(kinds: readonly FaultKind[], rate: number): FaultPlan {
  return { type: 'rates', rates: kinds.map((kind) => ({ kind, rate: rate / kinds.length })) };
}
