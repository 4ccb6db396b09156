import type { BenchReport } from './report.ts';

/** How many processes measure what is repeated in a run where nothing else is said. */
export const PROCESSES = { quick: 1, full: 5 } as const satisfies Record<BenchReport['mode'], number>;
