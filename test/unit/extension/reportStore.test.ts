import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ReportStore } from '../../../src/extension/benchmarks/reportStore.ts';
import { benchReport } from '../../support/benchReports.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';

/** The files of the reports' folder by name. */
const files = vi.hoisted(() => new Map<string, string>());
vi.mock('vscode', () => {
  const nameOf = (uri: { readonly path: string }): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return {
    Uri: { joinPath: (folder: { readonly path: string }, name: string) => ({ path: `${folder.path}/${name}` }) },
    workspace: {
      fs: {
        createDirectory: async () => {},
        readDirectory: async () => [...files.keys()].map((name) => [name, 1]),
        readFile: async (uri: { readonly path: string }) => new TextEncoder().encode(files.get(nameOf(uri))),
        writeFile: async (uri: { readonly path: string }, bytes: Uint8Array) =>
          files.set(nameOf(uri), new TextDecoder().decode(bytes)),
        delete: async (uri: { readonly path: string }) => files.delete(nameOf(uri)),
      },
    },
  };
});

let logger: RecordingLogger;
let store: ReportStore;

beforeEach(() => {
  files.clear();
  logger = new RecordingLogger();
  store = new ReportStore({ folder: { path: path.posix.join('/', 'reports') } as never, logger });
});

describe('the kept reports', () => {
  it('are the newest 50, and always the one just made, even by a clock that was ahead once', async () => {
    const report = benchReport();
    for (let day = 0; day < 60; day++) files.set(`2099-01-01T00-00-${String(day).padStart(2, '0')}-000Z.json`, '{}');
    const id = await store.save(report);
    expect(files.has(`${id}.json`)).toBe(true);
    expect(files.size).toBe(50);
    expect(await store.load(id)).toMatchObject({ startedAt: report.startedAt });
  });

  it('leave files of others alone', async () => {
    files.set('my.json', '{}');
    for (let index = 0; index < 60; index++) files.set(`zz${index}.json`, '{}');
    const id = await store.save(benchReport());
    expect(files.size).toBe(62);
    expect(await store.list()).toMatchObject([{ id }]);
  });

  it('say once of a file that it holds no report', async () => {
    files.set('2026-01-01T00-00-00-000Z.json', '{ broken');
    for (let time = 0; time < 3; time++) expect(await store.list()).toEqual([]);
    expect(logger.lines).toHaveLength(1);
  });
});
