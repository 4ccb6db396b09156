import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CoreError } from '../../../src/core/base/errors.ts';
import type { BenchmarkRuns } from '../../../src/extension/benchmarks/benchmarkRuns.ts';
import { BenchmarkTests } from '../../../src/extension/benchmarks/benchmarkTests.ts';
import { demandTrust } from '../../../src/extension/workspaceTrust.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';

const editor = await vi.hoisted(async () => {
  const { RecordingEditor } = await import('../../support/recordingEditor.ts');
  return new RecordingEditor();
});
vi.mock('vscode', () => editor);

type Options = ConstructorParameters<typeof BenchmarkTests>[0];
type Run = Parameters<BenchmarkTests['run']>;

beforeEach(() => {
  editor.shown.length = 0;
});

/** Runs all benchmarks before any is listed; `list` is how listing them goes. */
async function runAll(isTrusted: boolean, list: BenchmarkRuns['list']) {
  const logger = new RecordingLogger();
  const ended = vi.fn();
  const controller = { items: new Map(), createTestRun: () => ({ end: ended }) };
  const trust = { isGranted: () => isTrusted, onDidGrant: () => ({ dispose: () => undefined }) };
  const runs = {
    list: async (signal: AbortSignal) => {
      demandTrust(trust);
      return await list(signal);
    },
  };
  const options = { controller, runs, trust, logger } as unknown as Options;
  const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
  await new BenchmarkTests(options).run('quick', {} as Run[1], token as unknown as Run[2]);
  return { lines: logger.lines, ended };
}

describe('a run of benchmarks in the Test Explorer before any is listed', () => {
  it('says in a workspace that is not trusted why there is none, and leads to where trust is given', async () => {
    const { lines, ended } = await runAll(false, async () => []);
    expect(editor.shown).toEqual([expect.stringContaining('Restricted Mode'), 'Manage Workspace Trust']);
    expect(lines).toEqual(['error: benchmarks as tests failed: untrusted-workspace']);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('says so when they cannot be listed', async () => {
    const { lines, ended } = await runAll(true, async () => {
      throw new CoreError('bench-process', 'The benchmarks ended without a result.');
    });
    expect(editor.shown).toEqual(['Planscope: The benchmarks ended without a result.']);
    expect(lines).toEqual(['error: benchmarks as tests failed: bench-process']);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('says nothing of one that was cancelled', async () => {
    const { lines } = await runAll(true, async () => {
      throw new DOMException('Cancelled.', 'AbortError');
    });
    expect([...editor.shown, ...lines]).toEqual([]);
  });
});
