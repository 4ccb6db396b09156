import { quantile } from './statistics.ts';

/** How many samples lie far from the others. */
export interface Outliers {
  /** Beyond 1.5 interquartile ranges from the quartiles, but not 3. */
  readonly mild: number;
  /** Beyond 3 of them. */
  readonly severe: number;
}

/** Below this many samples a quartile says nothing about what is far. */
const LEAST_SAMPLES = 8;

/**
 * Counts outliers by Tukey's fences ("Exploratory Data Analysis", 1977) in ascending samples. They are counted and never
 * dropped: a pause of the machine is part of what a user waits for.
 */
export function outliersOf(ascending: readonly number[]): Outliers {
  const [lower, upper] = [quantile(ascending, 0.25), quantile(ascending, 0.75)];
  if (ascending.length < LEAST_SAMPLES || lower === null || upper === null) return { mild: 0, severe: 0 };
  const range = upper - lower;
  const beyond = (ranges: number): number => {
    const [low, high] = [lower - ranges * range, upper + ranges * range];
    let count = 0;
    for (const sample of ascending) if (sample < low || sample > high) count++;
    return count;
  };
  const severe = beyond(3);
  return { mild: beyond(1.5) - severe, severe };
}
