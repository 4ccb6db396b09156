/** Where a series goes from one level to another: the index of the first value of the new one, and both levels. */
export interface ChangePoint {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** A level is only one when so many values in a row keep to it. */
const LEAST_SEGMENT = 3;
/** How many times the noise a further level has to explain to be worth itself. */
const PENALTY = 4;
/** No noise is smaller than this, as the standard deviation of the logarithm. */
const LEAST_NOISE = 0.01;

/**
 * The change points of a series of positive values in order of time: the segmentation of their logarithms that costs the
 * least, where each further segment costs `PENALTY` × noise² × log(count) (optimal partitioning: Jackson et al., "An
 * algorithm for optimal partitioning of data on an interval", 2005). A single value apart from its neighbours counts as they do. The noise is taken from successive differences,
 * which a change of level hardly touches. Empty below six values, and where one is not above 0.
 */
export function changePoints(values: readonly number[]): readonly ChangePoint[] {
  if (values.length < 2 * LEAST_SEGMENT || !values.every((value) => value > 0 && Number.isFinite(value))) return [];
  const raw = values.map(Math.log);
  const logs = withoutSpikes(raw);
  const penalty = PENALTY * noiseOf(raw) ** 2 * Math.log(logs.length);
  const starts = segmentStarts(logs, penalty);
  const bounds = [...starts, logs.length];
  const level = (segment: number): number => {
    const within = logs.slice(bounds[segment], bounds[segment + 1]);
    return Math.exp(within.reduce((sum, log) => sum + log, 0) / within.length);
  };
  return starts.slice(1).map((at, i) => ({ at, before: level(i), after: level(i + 1) }));
}

/** Each value as the middle one of itself and its neighbours: one run that went wrong is no level. */
function withoutSpikes(logs: readonly number[]): readonly number[] {
  return logs.map((log, i) => [logs[i - 1] ?? log, log, logs[i + 1] ?? log].sort((a, b) => a - b)[1] ?? log);
}

/** The median absolute difference of neighbours, as a standard deviation of one value. */
function noiseOf(logs: readonly number[]): number {
  const differences = logs.slice(1).map((log, i) => Math.abs(log - (logs[i] ?? log)));
  differences.sort((a, b) => a - b);
  const median = differences[Math.floor(differences.length / 2)] ?? 0;
  return Math.max(LEAST_NOISE, median / (0.6745 * Math.SQRT2));
}

/** Where the segments of the cheapest partition begin, 0 first. */
function segmentStarts(logs: readonly number[], penalty: number): readonly number[] {
  const [sums, squares] = [[0], [0]];
  for (const [i, log] of logs.entries()) {
    sums.push((sums[i] ?? 0) + log);
    squares.push((squares[i] ?? 0) + log * log);
  }
  /** Squared distances from the mean of the values from `from` to before `to`. */
  const cost = (from: number, to: number): number => {
    const sum = (sums[to] ?? 0) - (sums[from] ?? 0);
    return (squares[to] ?? 0) - (squares[from] ?? 0) - (sum * sum) / (to - from);
  };
  const best = [-penalty];
  const startOf = [0];
  for (let to = 1; to <= logs.length; to++) {
    best[to] = Number.POSITIVE_INFINITY;
    for (let from = 0; from <= to - LEAST_SEGMENT; from++) {
      const total = (best[from] ?? Number.POSITIVE_INFINITY) + cost(from, to) + penalty;
      if (total >= (best[to] ?? 0)) continue;
      best[to] = total;
      startOf[to] = from;
    }
  }
  const starts: number[] = [];
  for (let to = logs.length; to > 0; to = startOf[to] ?? 0) starts.unshift(startOf[to] ?? 0);
  return starts;
}
