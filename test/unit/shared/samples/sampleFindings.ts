import type { CurvesPlot, FunnelPlot, GridPlot, TimelinePlot } from '../../../../src/core/bench/plots.ts';
import type { CaseResult } from '../../../../src/core/bench/report.ts';

const CAPACITIES = [10, 20, 50, 100, 200, 500, 1_000];

function ratios(name: string, half: number): CurvesPlot['series'][number] {
  return { name, points: CAPACITIES.map((entries) => [entries, 0.94 * (entries / (entries + half))] as const) };
}

const capacityCurves: CurvesPlot = {
  type: 'curves',
  title: 'Hit ratio by capacity',
  text: 'From 200 entries on, doubling the cache gains less than 4 % of hits. LRU stays within 9 % of the optimum.',
  x: { label: 'Capacity, entries', name: 'entries', scale: 'log' },
  y: { label: 'Hit ratio', name: 'hitRatio', scale: 'linear' },
  series: [ratios('LRU', 38), ratios('SIEVE', 31), ratios('Optimum', 19)],
};

const overheadCurves: CurvesPlot = {
  type: 'curves',
  title: 'Overhead by service time',
  text: 'The client’s own time stays near 1.3 ms, whatever the model takes.',
  x: { label: 'Service time', name: 'serviceMs', scale: 'linear' },
  y: { label: 'Overhead of a miss', name: 'overheadNs', scale: 'log' },
  series: [
    {
      name: 'p50',
      points: [
        [10, 1_310_000],
        [50, 1_340_000],
        [100, 1_290_000],
        [200, 1_380_000],
      ],
    },
    {
      name: 'p99',
      points: [
        [10, 2_900_000],
        [50, 3_350_000],
        [100, 9_100_000],
        [200, 31_000_000],
      ],
    },
  ],
};

const breakerTimeline: TimelinePlot = {
  type: 'timeline',
  title: 'The breaker under chaos',
  text: 'At 1.2 s the fifth failure in a row opened the breaker of phi3; the second trial closed it. The other model never noticed.',
  endMs: 6_000,
  lanes: [
    {
      name: 'phi3:mini',
      spans: [
        { state: 'closed', fromMs: 0, toMs: 1_200 },
        { state: 'open', fromMs: 1_200, toMs: 2_700 },
        { state: 'half-open', fromMs: 2_700, toMs: 2_760 },
        { state: 'open', fromMs: 2_760, toMs: 4_300 },
        { state: 'half-open', fromMs: 4_300, toMs: 5_000 },
        { state: 'closed', fromMs: 5_000, toMs: 6_000 },
      ],
    },
    {
      name: 'llama3.2:1b',
      spans: [
        { state: 'closed', fromMs: 0, toMs: 5_400 },
        { state: 'isolated', fromMs: 5_400, toMs: 6_000 },
      ],
    },
  ],
  marks: [
    { atMs: 1_000, label: 'faults begin' },
    { atMs: 1_200, label: 'fifth failure' },
    { atMs: 2_700, label: 'first trial' },
    { atMs: 3_600, label: 'faults end' },
    { atMs: 4_300, label: 'second trial' },
  ],
};

const requestFunnel: FunnelPlot = {
  type: 'funnel',
  title: 'From request to plan',
  text: 'Of 400 requests 71.0 % ended in a plan whose goals hold; most were lost where the answer was no valid JSON.',
  stages: [
    { label: 'asked', count: 400, share: 1, low: 0.99, high: 1 },
    { label: 'answered', count: 368, share: 0.92, low: 0.889, high: 0.943 },
    { label: 'valid JSON', count: 311, share: 0.7775, low: 0.734, high: 0.816 },
    { label: 'executable plan', count: 296, share: 0.74, low: 0.695, high: 0.78 },
    { label: 'goals hold', count: 284, share: 0.71, low: 0.664, high: 0.752 },
  ],
};

const breakerGrid: GridPlot = {
  type: 'grid',
  title: 'Breaker settings, replayed',
  text: 'Five failures and an open time of 10 s lose the fewest good requests.',
  rowLabel: 'settings',
  columns: ['lostShare', 'recoveryMs', 'trials', 'verdict'],
  rows: [
    { label: '3 failures, 5 s', values: [0.124, 5_200, 14, 'opens too early'] },
    { label: '5 failures, 10 s', values: [0.061, 10_300, 6, 'good'], isBest: true },
    { label: '8 failures, 30 s', values: [0.097, null, 2, 'opens too late'] },
  ],
};

/** What some cases have beside their times, by case. */
const FINDINGS: Readonly<Record<string, Partial<CaseResult>>> = {
  'llm/cache_miss_latency/10ms_llm': {
    plots: [overheadCurves],
    model: {
      kind: 'server',
      name: 'phi3:mini',
      digest: 'sha256:633fc5be925f9a484b61d6f9b9a78021eeb462100bd557309f01ba84cac26adf',
      quantisation: 'Q4_0',
      server: 'ollama 0.12.3',
      contextTokens: 4_096,
    },
  },
  'cache/cache_capacity_impact/cap_10': {
    plots: [capacityCurves],
    advice: ['Set planscope.cache.maxEntries to 200: it keeps 94 % of the hits of a cache five times as large.'],
  },
  'resilience/circuit_breaker_chaos/50%': {
    plots: [breakerTimeline, requestFunnel, breakerGrid],
    advice: [
      'Leave the breaker at five failures and 10 s: no other setting lost fewer good requests.',
      'Retrying helped 3 of 100 requests and cost 1.4 s each.',
    ],
  },
};

export function findingsOf(id: string): Partial<CaseResult> {
  return FINDINGS[id] ?? {};
}
