import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Inspection, inspectAnswer } from '../../core/answer/inspectAnswer.ts';
import type { TextRange } from '../../core/json/jsonText.ts';
import { scenarioCandidates, scenarioReference } from '../../core/world/planLink.ts';
import type { Scenario } from '../../core/world/scenario.ts';
import { PLAN_SCHEME } from './planFiles.ts';
import type { ScenarioFile, ScenarioFiles } from './scenarioFiles.ts';

/** Where plans are edited. Elsewhere are their older versions, as in a comparison by Git: nothing lies beside those. */
const SCHEMES: readonly string[] = ['file', PLAN_SCHEME];

/** What plan files are called. */
export const PLAN_FILES: vscode.DocumentSelector = SCHEMES.map((scheme) => ({ scheme, pattern: '**/*.plan.json' }));

export function isPlanFile(uri: vscode.Uri): boolean {
  return SCHEMES.includes(uri.scheme) && uri.path.endsWith('.plan.json');
}

/** One version of a plan document, looked at in the world of its scenario. */
export type InspectedPlan =
  | {
      readonly type: 'inspected';
      readonly version: number;
      readonly text: string;
      readonly scenarioUri: vscode.Uri;
      readonly scenario: Scenario;
      readonly inspection: Inspection;
    }
  /** Nobody can say what it does: no scenario is linked, or the one that is cannot be read. */
  | {
      readonly type: 'unlinked';
      readonly version: number;
      readonly text: string;
      readonly message: string;
      /** Where the plan names the scenario. */
      readonly range?: TextRange;
      readonly scenarioUri?: vscode.Uri;
    };

/** The plans of this window in the worlds of their scenarios. Each version of a document is inspected once. */
export class PlanInspections implements vscode.Disposable {
  readonly #scenarios: ScenarioFiles;
  readonly #known = new Map<string, Promise<InspectedPlan>>();
  readonly #versions = new Map<string, number>();
  readonly #changes = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(scenarios: ScenarioFiles) {
    this.#scenarios = scenarios;
    this.#subscriptions = [
      this.#changes,
      scenarios.onDidChange(() => this.#startOver()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isPlanFile(document.uri)) this.#changes.fire(document);
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (isPlanFile(document.uri)) this.#changes.fire(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#known.delete(uri.toString());
        this.#versions.delete(uri.toString());
      }),
    ];
  }

  /** A plan document was opened or edited, or its scenario was: `inspect` may say something else of it now. */
  get onDidChange(): vscode.Event<vscode.TextDocument> {
    return this.#changes.event;
  }

  /** The document as it is now. */
  inspect(document: vscode.TextDocument): Promise<InspectedPlan> {
    const key = document.uri.toString();
    const known = this.#known.get(key);
    if (known !== undefined && this.#versions.get(key) === document.version) return known;
    const made = this.#inspect(document);
    this.#known.set(key, made);
    this.#versions.set(key, document.version);
    made.catch(() => this.#known.delete(key));
    return made;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #inspect(document: vscode.TextDocument): Promise<InspectedPlan> {
    const { version } = document;
    const text = document.getText();
    const link = await this.#link(document.uri, text);
    if (link.file === undefined) return { type: 'unlinked', version, text, message: link.message, ...rangeOf(link) };
    const { uri: scenarioUri, parsed } = link.file;
    if (!parsed.ok) {
      const message = l10n.t('The scenario of this plan cannot be read. {0}', parsed.message);
      return { type: 'unlinked', version, text, message, scenarioUri, ...rangeOf(link) };
    }
    const { scenario } = parsed;
    return { type: 'inspected', version, text, scenarioUri, scenario, inspection: inspectAnswer(text, scenario) };
  }

  async #link(uri: vscode.Uri, text: string): Promise<Link> {
    const named = scenarioReference(text);
    if (named !== undefined) {
      const base = uri.scheme === PLAN_SCHEME ? vscode.Uri.parse(uri.query) : uri;
      const file = await this.#scenarios.read(vscode.Uri.joinPath(base, '..', named.path));
      const range = { start: named.offset, end: named.offset + named.length };
      return { file, range, message: l10n.t('There is no scenario {0}.', named.path) };
    }
    if (uri.scheme === PLAN_SCHEME) {
      const scenario = vscode.Uri.parse(uri.query);
      return {
        file: await this.#scenarios.read(scenario),
        message: l10n.t('There is no scenario {0} any more.', scenario.path),
      };
    }
    const candidates = scenarioCandidates(uri.path.slice(uri.path.lastIndexOf('/') + 1));
    for (const name of candidates) {
      const file = await this.#scenarios.read(vscode.Uri.joinPath(uri, '..', name));
      if (file !== undefined) return { file, message: '' };
    }
    const property = `"scenario": "./${candidates.at(-2) ?? 'name.scenario.json'}"`;
    const message = l10n.t(
      'No scenario is linked to this plan, so nobody can say what it does. Name one: {0}.',
      property,
    );
    return { file: undefined, message };
  }

  #startOver(): void {
    this.#known.clear();
    for (const document of vscode.workspace.textDocuments) if (isPlanFile(document.uri)) this.#changes.fire(document);
  }
}

interface Link {
  readonly file: ScenarioFile | undefined;
  readonly range?: TextRange;
  /** Why there is no file. */
  readonly message: string;
}

function rangeOf({ range }: Link): { readonly range?: TextRange } {
  return range === undefined ? {} : { range };
}
