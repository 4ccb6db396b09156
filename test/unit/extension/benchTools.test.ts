import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { createBenchTools } from '../../../src/extension/benchmarks/benchTools.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';

const editor = await vi.hoisted(async () => {
  const { RecordingEditor } = await import('../../support/recordingEditor.ts');
  return new RecordingEditor();
});
vi.mock('vscode', () => {
  const uriOf = (path: string) => ({ path, toString: () => path });
  const Uri = { joinPath: (folder: { readonly path: string }, name: string) => uriOf(`${folder.path}/${name}`) };
  const fs = { readDirectory: async () => [] };
  return { ...editor, Uri, workspace: { ...editor.workspace, fs } };
});

it('logs that a run that ended with its window could not be told of', async () => {
  editor.window.showInformationMessage = async () => {
    throw new Error('no window is left to say it in');
  };
  const selection = { mode: 'full', suites: ['llm'] };
  const mark = { workspace: 'guards', pid: process.pid, startedAtMs: 0, seenAtMs: 0, selection };
  const logger = new RecordingLogger();
  const ports = {
    storageUri: { path: 'guards', toString: () => 'guards' },
    memory: { get: () => ({ '11-0': mark }), update: async () => {} },
    trust: { isGranted: () => true, onDidGrant: () => ({ dispose: () => undefined }) },
    logger,
  };
  const tools = createBenchTools(ports as never);
  await eventLoopTurn();
  expect(logger.lines).toEqual([
    'error: A benchmark run that ended with its window could not be told of: no window is left to say it in',
  ]);
  tools.dispose();
});
