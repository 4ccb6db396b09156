import { expect, it } from 'vitest';
import { metricText } from '../../../src/shared/metricText.ts';

it.each([
  ['overheadNs', 12_300, 'Overhead', '12.3 µs'],
  ['timeInOpenMs', 1_200, 'Time in open', '1.20 s'],
  ['promptBytes', 12_288, 'Prompt bytes', '12 KiB'],
  ['hitRatio', 0.991, 'Hit ratio', '99.1 %'],
  ['overheadRatio', 1.31, 'Overhead ratio', '1.3×'],
  ['retries_per_success', 0.42, 'Retries per success', '0.42'],
  ['refused', 1_204, 'Refused', '1,204'],
  ['tiers', 'full 90, heuristic 10', 'Tiers', 'full 90, heuristic 10'],
  ['p99Ns', null, 'P99', 'not estimable'],
])('says the metric %s of %s as "%s: %s"', (name, value, label, text) => {
  expect(metricText(name, value)).toEqual({ label, value: text });
});
