import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/base/disposable.ts';
import { InputError } from '../../core/base/errors.ts';
import { speakEditorLanguage } from '../editorTranslation.ts';
import type { TestSource } from '../testPlace.ts';
import type { Tools } from '../toolsLoader.ts';
import { saveAsExpectedPlan } from './expectedPlan.ts';
import { PlanGenerator } from './generatePlan.ts';
import { LastRuns } from './lastRuns.ts';
import type { PlanCommand } from './planCommands.ts';
import { comparePlans } from './planComparison.ts';
import { PlanDocuments } from './planDocuments.ts';
import { PlanHovers } from './planHovers.ts';
import { PlanInspections } from './planInspections.ts';
import { PlanLenses, ScenarioLenses } from './planLenses.ts';
import { PlanProblems } from './planProblems.ts';
import { PlanQuickFixes } from './planQuickFixes.ts';
import { PlanTests } from './planTests.ts';
import type { PlanToolPorts } from './planToolPorts.ts';
import { SampleScenario } from './sampleScenario.ts';
import { openSampleWorkspace } from './sampleWorkspace.ts';
import { ScenarioFiles } from './scenarioFiles.ts';
import { ScenarioRuns } from './scenarioRuns.ts';
import { WorldMapPanels } from './worldMapPanels.ts';

/** The tools for plan and scenario files, put together by hand: a program of its own, loaded at the first use. */
export interface PlanTools extends Tools<PlanCommand> {
  readonly tests: TestSource<'ask'>;
}

export function createPlanTools(ports: PlanToolPorts): PlanTools {
  speakEditorLanguage();
  const owned = new DisposableStore();
  const own = <T extends { dispose(): void }>(item: T): T => owned.add(item);
  const documents = new PlanDocuments(ports.files);
  const scenarios = own(new ScenarioFiles());
  const inspections = own(new PlanInspections(scenarios));
  own(new PlanProblems({ inspections, logger: ports.logger }));
  own(new PlanHovers(inspections));
  own(new PlanLenses({ inspections, scenarios }));
  own(new PlanQuickFixes(inspections));
  const tests = own(new PlanTests({ scenarios, ports }));
  const { extensionUri, globalStorageUri, logger } = ports;
  const maps = own(new WorldMapPanels({ extensionUri, inspections, scenarios, logger }));
  const lastRuns = own(new LastRuns(ports.memory));
  own(new ScenarioLenses(lastRuns));
  const generator = new PlanGenerator({ ports, scenarios, documents });
  const sample = new SampleScenario({ extensionUri, globalStorageUri, scenarios });
  const runs = new ScenarioRuns({ ports, generator, lastRuns });
  return {
    commands: {
      'planscope.generatePlan': (resource) => generator.generate(resource, { useCache: true }),
      'planscope.showMap': (resource, stepIndex) => maps.show(resource, stepIndex),
      'planscope.comparePlans': (resource) => comparePlans({ inspections, texts: ports.texts }, resource),
      'planscope.saveAsExpectedPlan': (resource) => saveAsExpectedPlan(inspections, resource),
      'planscope.compareModels': (resource) => runs.compareModels(resource),
      'planscope.benchmarkScenario': (resource) => runs.benchmark(resource),
      'planscope.openSampleWorkspace': () => openSampleWorkspace(extensionUri),
      'planscope.planSample': async () => generator.generate(await sample.openScenario(), { useCache: true }),
      'planscope.showSampleProblems': () => sample.openPlan(),
      'planscope.askAgain': (uri, problem) => askAgain(inspections, generator, uri, problem),
      'planscope.generatePlanWithoutCache': (resource) => generator.generate(resource, { useCache: false }),
    },
    tests,
    dispose: () => owned.dispose(),
  };
}

/** Asks for another plan instead of the one at `uri`, naming the problem, or the first that it has. */
async function askAgain(
  inspections: PlanInspections,
  generator: PlanGenerator,
  uri: unknown,
  problem: unknown,
): Promise<void> {
  const address = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
  if (address === undefined) throw new InputError('no-document', l10n.t('Open a plan (*.plan.json) first.'));
  const plan = await inspections.inspect(await vscode.workspace.openTextDocument(address));
  if (plan.type === 'unlinked') throw new InputError('no-scenario', plan.message);
  const first = plan.inspection.problems[0]?.message;
  const message = typeof problem === 'string' ? problem : first;
  if (message === undefined) throw new InputError('no-problem', l10n.t('Nothing is wrong with this plan.'));
  await generator.askAgain(plan.scenarioUri, plan.text, message);
}
