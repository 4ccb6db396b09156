import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../../../src/core/bench/comparability.ts';
import type { BenchReport, ModelIdentity } from '../../../../src/core/bench/report.ts';
import { benchReport, caseRow } from '../../../support/benchReports.ts';

const model: ModelIdentity = {
  kind: 'server',
  name: 'phi3',
  digest: 'sha256:1',
  quantisation: 'Q4_0',
  server: 'ollama 0.12.3',
  contextTokens: 4_096,
};
const a = benchReport({ model, environment: { ...benchReport().environment, power: 'mains' } });

describe('the gate before a comparison', () => {
  it('lets like runs pass, also of another version of Planscope', () => {
    expect(differencesOf(a, { ...a, environment: { ...a.environment, planscope: '9.9.9' } })).toEqual([]);
  });

  it.each<[string, Partial<BenchReport>]>([
    ['Mode: full in A, quick in B.', { mode: 'quick' }],
    ['Seed: 42 in A, 7 in B.', { seed: 7 }],
    ['Processor: A CPU in A, Another in B.', { environment: { ...a.environment, cpu: 'Another' } }],
    ['Cores: 2 in A, 8 in B.', { environment: { ...a.environment, cores: 8 } }],
    ['Memory (GiB): 8 in A, 16 in B.', { environment: { ...a.environment, memoryBytes: 16 * 2 ** 30 } }],
    ['Platform: linux x64 in A, linux arm64 in B.', { environment: { ...a.environment, arch: 'arm64' } }],
    ['Node: 24.0.0 in A, 22.0.0 in B.', { environment: { ...a.environment, node: '22.0.0' } }],
    ['Power: mains in A, battery in B.', { environment: { ...a.environment, power: 'battery' } }],
    ['Who answers: server in A, simulator in B.', { model: { ...model, kind: 'simulator' } }],
    ['Model: phi3 in A, qwen in B.', { model: { ...model, name: 'qwen' } }],
    ['Digest of the model: sha256:1 in A, sha256:2 in B.', { model: { ...model, digest: 'sha256:2' } }],
    ['Quantisation: Q4_0 in A, Q8_0 in B.', { model: { ...model, quantisation: 'Q8_0' } }],
    ['Server: ollama 0.12.3 in A, ollama 0.13.0 in B.', { model: { ...model, server: 'ollama 0.13.0' } }],
    ['Context (tokens): 4,096 in A, 8,192 in B.', { model: { ...model, contextTokens: 8_192 } }],
  ])('stops at: %s', (sentence, change) => {
    expect(differencesOf(a, { ...a, ...change })).toEqual([sentence]);
  });

  it('looks at the models of single cases too, and says each difference once', () => {
    const rows = (digest: string) => ['model/x', 'model/y'].map((id) => caseRow(id, { model: { ...model, digest } }));
    expect(differencesOf({ ...a, cases: rows('1') }, { ...a, cases: rows('2') })).toEqual([
      'Digest of the model: 1 in A, 2 in B.',
    ]);
  });

  it('takes what one of the two does not say for no difference', () => {
    const { power, ...environment } = a.environment;
    expect(power).toBe('mains');
    expect(differencesOf(a, { ...a, environment, model: { kind: 'server', name: 'phi3' } })).toEqual([]);
  });
});
