import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../../src/core/base/errors.ts';
import { SUITES } from '../../../src/core/bench/suiteNames.ts';
import type { Client } from '../../../src/core/client.ts';
import type { PlanResult } from '../../../src/core/planResult.ts';
import { benchmarkHandlers } from '../../../src/extension/benchmarks/benchmarkHandlers.ts';
import type { BenchmarkRuns } from '../../../src/extension/benchmarks/benchmarkRuns.ts';
import type { ReportPanels } from '../../../src/extension/benchmarks/reportPanels.ts';
import type { ReportStore } from '../../../src/extension/benchmarks/reportStore.ts';
import { clientCommands } from '../../../src/extension/commands/clientCommands.ts';
import { offerHelp } from '../../../src/extension/commands/offerHelp.ts';
import { registerCommands } from '../../../src/extension/commands/registerCommands.ts';
import { simulatorCommands } from '../../../src/extension/commands/simulatorCommands.ts';
import { speakEditorLanguage } from '../../../src/extension/editorTranslation.ts';
import type { ModelConnection } from '../../../src/extension/model/modelConnection.ts';
import type { SimulatorController } from '../../../src/extension/model/simulatorController.ts';
import { PlanNotices } from '../../../src/extension/plans/planNotices.ts';
import { explainMiss } from '../../../src/extension/support/explainMiss.ts';
import { exportTraffic } from '../../../src/extension/support/exportTraffic.ts';
import type { TextReports } from '../../../src/extension/textReports.ts';
import { pseudoTranslation, stringsIn, untranslatedIn } from '../../support/pseudoTranslation.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';
import { failedReport } from '../shared/samples/sampleReport.ts';

const editor = await vi.hoisted(async () => {
  const { RecordingEditor } = await import('../../support/recordingEditor.ts');
  return new RecordingEditor();
});
vi.mock('vscode', () => editor);

const logger = new RecordingLogger();
const report = failedReport();
/** What others wrote: core, servers, and who gave things their names. */
const NAMES = ['phi3', 'phi4', 'yard', 'heuristic', 'Nobody answers', 'Nobody answers.'];
const DATA = new Set([...stringsIn(report), ...SUITES, ...NAMES, new Date(0).toLocaleTimeString()]);

const breaker = { model: 'phi3', state: 'half-open' };
const client = {
  clearCache: vi.fn().mockReturnValueOnce(1).mockReturnValue(2),
  misses: vi
    .fn()
    .mockReturnValueOnce([])
    .mockReturnValue([{ requestId: 3, scenario: 'yard', atMs: 0 }]),
  explainMiss: () => undefined,
  traffic: () => ({ requests: [] }),
  breaker: () => ({ reset: () => undefined, isolate: () => undefined }),
  snapshot: vi
    .fn()
    .mockReturnValueOnce({ breakers: [] })
    .mockReturnValue({ breakers: [breaker, { model: 'phi4', state: 'isolated' }] }),
};
const connection = {
  lookAgain: async () => ({ target: undefined, message: 'Nobody answers.' }),
  useSimulator: async () => 'Nobody answers.',
};

beforeAll(() => {
  editor.l10n.bundle = pseudoTranslation().texts;
  speakEditorLanguage();
});

beforeEach(() => {
  editor.shown.length = 0;
  editor.pick = 0;
});

/** That something was shown, and all of it in the editor's language. */
function expectTranslated(): void {
  expect(editor.shown.length).toBeGreaterThan(0);
  expect(untranslatedIn(editor.shown, DATA)).toEqual([]);
}

describe('in another language there is no word of English but core’s', () => {
  it.each([
    ['planscope.clearCache'],
    ['planscope.clearCache'],
    ['planscope.explainMiss'],
    ['planscope.explainMiss'],
    ['planscope.exportTraffic'],
    ['planscope.resetBreaker'],
    ['planscope.resetBreaker'],
    ['planscope.isolateBreaker'],
    ['planscope.findModel'],
  ])('in %s', async (command) => {
    const ports = {
      client: client as unknown as Client,
      connection: connection as unknown as ModelConnection,
      texts: { show: async () => undefined } as unknown as TextReports,
      logger,
    };
    registerCommands(logger, {
      ...clientCommands(ports),
      'planscope.explainMiss': (id) => explainMiss(ports, id),
      'planscope.exportTraffic': () => exportTraffic(ports),
    });
    await editor.run(command);
    expectTranslated();
  });

  it.each([['planscope.startSimulator'], ['planscope.stopSimulator']])('in %s', async (command) => {
    const simulator = { isRunning: false, stop: async () => undefined } as unknown as SimulatorController;
    registerCommands(logger, simulatorCommands({ connection: connection as unknown as ModelConnection, simulator }));
    await editor.run(command);
    expectTranslated();
  });

  it.each([
    ['planscope.runBenchmarks', 0, undefined],
    ['planscope.runBenchmarkSuite', 0, undefined],
    ['planscope.openLastReport', 0, undefined],
    ['planscope.openLastReport', 0, 'gone'],
    ['planscope.compareWithBaseline', undefined, 'new'],
    ['planscope.deleteReports', 0, undefined],
    ['planscope.deleteReports', 1, undefined],
  ] as const)('in %s', async (command, pick, id) => {
    const kept = { id: 'new', startedAt: report.startedAt, mode: 'quick', cases: 3, failed: 0, model: 'phi3' };
    const runs = {
      run: async (_: unknown, { onProgress }: { readonly onProgress: (progress: unknown) => void }) => {
        onProgress({ done: 1, total: 33, id: report.cases[0]?.id });
        return { id: 'new', report };
      },
    };
    const reports = {
      list: async () => [kept, { ...kept, id: 'old', failed: 1 }],
      newest: async () => undefined,
      load: async (asked: string) => (asked === 'new' ? report : undefined),
    };
    const handlers = benchmarkHandlers({
      runs: runs as unknown as BenchmarkRuns,
      reports: reports as unknown as ReportStore,
      panels: { show: () => undefined } as unknown as ReportPanels,
      extensionUri: {} as never,
      cli: '',
      trust: { isGranted: () => true, onDidGrant: () => ({ dispose: () => undefined }) },
      logger,
    });
    registerCommands(logger, handlers);
    editor.pick = pick;
    await editor.run(command, id);
    expectTranslated();
  });

  it('in what is offered where no model is', async () => {
    await offerHelp('Nobody answers.', undefined);
    await offerHelp('Nobody answers.', 'key');
    expectTranslated();
  });

  it('in what is said of a plan', async () => {
    const step = { act: 'Wait' };
    const result: PlanResult = {
      plan: { plan_id: 'p', steps: [step] },
      source: 'fallback',
      tier: 'heuristic',
      tried: [],
      problems: [{ code: 'repaired', severity: 'info', pointer: '', message: 'Nobody answers.' }],
      reason: { code: 'breaker-open', message: 'Nobody answers.' },
      trace: { requestId: 1, model: 'phi3', answerer: 'server', startedAtMs: 0, totalMs: 12, spans: [] },
    };
    const notices = new PlanNotices();
    await notices.tell(result, 'Nobody answers.', async () => undefined);
    await notices.tell({ ...result, plan: { plan_id: 'p', steps: [step, step] } }, '', async () => undefined);
    expectTranslated();
  });

  it('but what core says, which is English wherever it is shown', async () => {
    registerCommands(logger, {
      fails: () => {
        throw new InputError('no-plan', 'Nobody knows.');
      },
    });
    await editor.run('fails');
    expect(untranslatedIn(editor.shown, DATA)).toEqual(['Planscope: Nobody knows.']);
  });
});
