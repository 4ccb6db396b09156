import { describe, inject } from 'vitest';
import type { EngineAddresses, EngineStats } from './engineProtocol.ts';

/** The engine as the tests see it. */
export interface EngineUnderTest extends EngineAddresses {
  stats(): Promise<EngineStats>;
}

/** `describe`, where there is an engine; else the tests are skipped, and the title says why. */
export function describeWithEngine(title: string, tests: (engine: EngineUnderTest) => void): void {
  const engine = inject('engine');
  if ('unavailable' in engine) describe.skip(`${title} [no engine: ${engine.unavailable}]`, () => tests(NONE));
  else describe(title, () => tests({ ...engine, stats: () => readStats(engine.statsUrl) }));
}

const NONE: EngineUnderTest = {
  endpoints: { ollama: '', 'llama.cpp': '', openai: '' },
  statsUrl: '',
  stats: () => Promise.reject(new Error('there is no engine')),
};

async function readStats(url: string): Promise<EngineStats> {
  const response = await fetch(url, { headers: { connection: 'close' } });
  return (await response.json()) as EngineStats;
}
