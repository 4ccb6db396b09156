import { describe, expect, it } from 'vitest';
import { modelWords } from '../../../../src/core/bench/modelWords.ts';

describe('the words for who answered', () => {
  it('never take a simulator for a model', () => {
    expect(modelWords({ kind: 'simulator', name: 'simulator' })).toBe('simulator "simulator", not a real model');
    expect(modelWords({ kind: 'simulator', name: 'phi3', server: 'Phi-3 profile at scale 0.02' })).toBe(
      'simulator "phi3" (Phi-3 profile at scale 0.02), not a real model',
    );
  });

  it('say of a model what its server told, and no more', () => {
    const digest = 'sha256:4f222292793889a9a40a020799cfd28d53f3e01af25d48e06c5e708610fc47e9';
    expect(
      modelWords({
        kind: 'server',
        name: 'phi3:mini',
        server: 'Ollama 0.12.3',
        quantisation: 'Q4_0',
        digest,
        contextTokens: 131_072,
      }),
    ).toBe('model phi3:mini (Ollama 0.12.3, Q4_0, digest 4f2222927938, context 131,072 tokens)');
    expect(modelWords({ kind: 'server', name: 'phi3' })).toBe('model phi3');
  });
});
