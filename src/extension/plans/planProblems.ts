import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { InspectedProblem } from '../../core/answer/inspectAnswer.ts';
import { toCoreError } from '../../core/base/errors.ts';
import type { Logger } from '../../core/base/logger.ts';
import type { TextRange } from '../../core/json/jsonText.ts';
import type { Problem } from '../../core/world/problems.ts';
import { type InspectedPlan, isPlanFile, type PlanInspections } from './planInspections.ts';

export const SOURCE = 'Planscope';

/** So long after the last key the problems of a plan are looked for. */
const QUIET_MS = 50;
/** A longer text is no plan that somebody edits, UTF-16 units. */
const MAX_LENGTH = 1_000_000;

const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const satisfies Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>>;

/** The problems of the open plans, on the lines where they are: soon after the last key, never in its way. */
export class PlanProblems implements vscode.Disposable {
  readonly #inspections: PlanInspections;
  readonly #logger: Logger;
  readonly #collection = vscode.languages.createDiagnosticCollection('planscope');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(options: { readonly inspections: PlanInspections; readonly logger: Logger }) {
    this.#inspections = options.inspections;
    this.#logger = options.logger;
    this.#subscriptions = [
      this.#collection,
      this.#inspections.onDidChange((document) => this.#lookSoon(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
    ];
    for (const document of vscode.workspace.textDocuments) if (isPlanFile(document.uri)) this.#lookSoon(document);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #lookSoon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        this.#look(document).catch((error: unknown) =>
          this.#logger.error(`A plan could not be inspected: ${toCoreError(error).code}`),
        );
      }, QUIET_MS),
    );
  }

  #forget(uri: vscode.Uri): void {
    clearTimeout(this.#timers.get(uri.toString()));
    this.#timers.delete(uri.toString());
    this.#collection.delete(uri);
  }

  async #look(document: vscode.TextDocument): Promise<void> {
    if (document.getText().length > MAX_LENGTH) {
      const message = l10n.t('This text is too long for a plan; its problems are not looked for.');
      this.#collection.set(document.uri, [diagnostic(document, { start: 0, end: 1 }, message, 'info')]);
      return;
    }
    const plan = await this.#inspections.inspect(document);
    if (plan.version === document.version && !document.isClosed) {
      this.#collection.set(document.uri, diagnosticsOf(document, plan));
    }
  }
}

function diagnosticsOf(document: vscode.TextDocument, plan: InspectedPlan): vscode.Diagnostic[] {
  if (plan.type === 'unlinked') {
    return [diagnostic(document, plan.range ?? { start: 0, end: 1 }, plan.message, 'warning', 'no-scenario')];
  }
  const { inspection } = plan;
  const lastStep = inspection.steps.at(-1)?.range;
  const problems = inspection.problems.map((problem) => {
    // Where a plan ends up shows at its end.
    const isGoal = problem.code === 'objective-not-reached' && lastStep !== undefined;
    const range = isGoal ? lastStep : shownRange(document, problem);
    return diagnostic(document, range, problem.message, problem.severity, problem.code);
  });
  const repairs = inspection.repairs.map((repair) =>
    diagnostic(document, shownRange(document, repair), l10n.t('Repaired: {0}', repair.message), 'info', repair.code),
  );
  return [...problems, ...repairs];
}

/** What is wrong with the plan as a whole is marked on the first line of it: not under all that is right in it. */
function shownRange(document: vscode.TextDocument, { pointer, range }: InspectedProblem): TextRange {
  if (pointer !== '') return range;
  const firstLine = document.lineAt(document.positionAt(range.start));
  return { start: range.start, end: Math.min(range.end, document.offsetAt(firstLine.range.end)) };
}

function diagnostic(
  document: vscode.TextDocument,
  { start, end }: TextRange,
  message: string,
  severity: Problem['severity'],
  code?: string,
): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const made = new vscode.Diagnostic(range, message, SEVERITIES[severity]);
  made.source = SOURCE;
  if (code !== undefined) made.code = code;
  return made;
}
