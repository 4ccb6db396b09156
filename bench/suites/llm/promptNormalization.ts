import type { BenchCase } from '../../../src/core/bench/benchCase.ts';
import { canonicalText } from '../../../src/core/prompt/canonicalText.ts';
import { systemText } from '../../../src/core/prompt/prompt.ts';
import { questionOf } from '../../../src/core/prompt/question.ts';
import { defaultRegistry } from '../../../src/core/world/defaultRegistry.ts';
import { floorIds } from '../../floors.ts';
import { medianOf } from '../../support/figures.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { cycle, dumpsOfOneWorld, readScenario } from '../../support/scenarios.ts';

/** Instructions as people write them beside a scenario. */
const SHORT_PROMPTS = [
  'Stay in cover and wait for the signal.',
  'Plan at 2026-03-01T12:30:00Z for request_id: 7f3a-11c2.\n\n  Keep   the friend alive,\n  spare ammunition.',
  '<!-- VOLATILE: frame 81220, 16.6 ms -->Get to the door.\tDo not shoot before you are seen; timestamp: 1700000000.',
];
const DUMPS = 16;

export function promptNormalization(): BenchCase<BenchFixtures> {
  return {
    id: 'llm/prompt_normalization',
    suite: 'llm',
    floor: floorIds.naiveKey,
    note: 'The canonical form of a 12 kB prompt as text; beside it of three short texts and of a world snapshot.',
    kind: 'measured',
    prepare({ seed, measure }) {
      const system = systemText(defaultRegistry, 'full');
      const dumps = dumpsOfOneWorld(DUMPS, seed);
      const prompts = dumps.map((dump) => `${system}\n\nWorld\n${dump}\n\nYour plan as JSON:`);
      const next = cycle(prompts);
      return {
        call: 'sync',
        run: () => canonicalText(next()),
        metrics: async (measurement) => {
          const nextShort = cycle(SHORT_PROMPTS);
          const nextScenario = cycle(dumps.map(readScenario));
          const short = medianOf(await measure({ call: 'sync', run: () => canonicalText(nextShort()) }));
          const snapshot = medianOf(await measure({ call: 'sync', run: () => questionOf(nextScenario()) }));
          const promptBytes = meanLength(prompts);
          return {
            promptBytes,
            perByteNs: perByte(medianOf(measurement), promptBytes),
            shortNs: short,
            shortPerByteNs: perByte(short, meanLength(SHORT_PROMPTS)),
            snapshotNs: snapshot,
          };
        },
      };
    },
  };
}

function meanLength(texts: readonly string[]): number {
  return Math.round(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length);
}

function perByte(ns: number | null, bytes: number): number | null {
  return ns === null ? null : ns / bytes;
}
