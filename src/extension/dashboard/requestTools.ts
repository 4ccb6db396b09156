import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError } from '../../core/base/errors.ts';
import type { Client } from '../../core/client.ts';
import type { RequestDetails } from '../../core/requestHistory.ts';
import { otlpTraces } from '../../core/telemetry/otlp.ts';
import { expectationsFrom } from '../../core/world/expectationsFrom.ts';
import type { Scenario } from '../../core/world/scenario.ts';
import { scenarioText } from '../../core/world/scenarioText.ts';
import { formatMs, formatTimeOfDay } from '../../shared/format.ts';
import type { TraceAction } from '../../shared/messages.ts';
import { outcomeText } from '../../shared/outcomeText.ts';
import { progressText } from '../../shared/planText.ts';
import { withoutIcons } from '../../shared/withoutIcons.ts';
import { withLateProgress } from '../lateProgress.ts';
import type { ModelConnection } from '../model/modelConnection.ts';
import { inform, mention } from '../notices.ts';
import { knownRequest } from './knownRequest.ts';

/** Requests that are offered to choose from. */
const OFFERED = 100;

/** What can be done with a request that ended: its scenario opened, asked again, saved as a test, its trace copied. */
export class RequestTools {
  readonly #client: Client;
  readonly #connection: ModelConnection;
  readonly #version: string;
  readonly #openTrace: (id: number) => void;

  constructor(options: {
    readonly client: Client;
    readonly connection: ModelConnection;
    readonly version: string;
    readonly openTrace: (id: number) => void;
  }) {
    this.#client = options.client;
    this.#connection = options.connection;
    this.#version = options.version;
    this.#openTrace = options.openTrace;
  }

  /** Does `work` with the request of that number, or with one that the user picks. */
  async on(id: unknown, work: (id: number) => Promise<void> | void): Promise<void> {
    const chosen = typeof id === 'number' ? id : await this.#pick();
    if (chosen !== undefined) await work(chosen);
  }

  async act(action: TraceAction, id: number): Promise<void> {
    switch (action) {
      case 'openScenario':
        return await this.#openScenario(id);
      case 'replay':
        return await this.#replay(id);
      case 'saveAsTest':
        return await this.#saveAsTest(id);
      case 'copyOtlp':
        return await this.#copyOtlp(id);
      case 'keepTexts':
        await vscode.commands.executeCommand('workbench.action.openSettings', 'planscope.telemetry.keepTexts');
    }
  }

  async #pick(): Promise<number | undefined> {
    const { requests } = this.#client.snapshot();
    if (requests.length === 0) {
      void inform(l10n.t('Planscope: no request has ended yet. Generate a plan first.'));
      return undefined;
    }
    const items = requests.slice(0, OFFERED).map(({ id, scenario, outcome, trace }) => ({
      label: withoutIcons(scenario),
      description: l10n.t(
        '{0} · {1} · {2}',
        outcomeText(outcome),
        formatMs(trace.totalMs),
        formatTimeOfDay(trace.startedAtMs),
      ),
      id,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: l10n.t('Which request?'),
      matchOnDescription: true,
    });
    return picked?.id;
  }

  /** The scenario's own file where it came from one that is still there, else a new document with it. */
  async #openScenario(id: number): Promise<void> {
    const { scenario, origin } = this.#keptOf(id);
    const file = origin === undefined ? undefined : vscode.Uri.parse(origin);
    if (file !== undefined && (await exists(file))) await vscode.window.showTextDocument(file);
    else await openAsDocument(scenario);
  }

  /** Asks the model once more, past the cache, and shows the new request's trace. */
  async #replay(id: number): Promise<void> {
    const { scenario, origin } = this.#keptOf(id);
    const result = await withLateProgress(l10n.t('Planning {0} again', scenario.name), async (report, signal) => {
      const { target } = await this.#connection.ensure(signal);
      signal.throwIfAborted();
      return await this.#client.plan(
        scenario,
        {
          useCache: false,
          onProgress: (progress) => report(progressText(progress, target?.model ?? '')),
          ...(origin === undefined ? {} : { origin }),
        },
        signal,
      );
    });
    this.#openTrace(result.trace.requestId);
  }

  /** Writes the scenario with what its plan is to hold to where the user says, and opens it. */
  async #saveAsTest(id: number): Promise<void> {
    const details = knownRequest(this.#client, id);
    const { scenario, plan, origin } = this.#keptOf(id);
    const isModels = details.outcome === 'model' || details.outcome === 'cache';
    const text = scenarioText(scenario, expectationsFrom(scenario, plan, isModels));
    const folder =
      origin?.startsWith('file:') === true
        ? vscode.Uri.joinPath(vscode.Uri.parse(origin), '..')
        : vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${fileNameOf(scenario)}-request-${id}.scenario.json`;
    const target = await vscode.window.showSaveDialog({
      title: l10n.t('Save as plan test'),
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
      filters: { JSON: ['json'] },
    });
    if (target === undefined) return;
    if (!target.path.endsWith('.scenario.json')) {
      const message = l10n.t(
        'A plan test is a scenario: choose a name that ends in .scenario.json. Nothing was saved.',
      );
      throw new InputError('not-a-scenario-name', message);
    }
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(target);
  }

  async #copyOtlp(id: number): Promise<void> {
    const traces = otlpTraces(knownRequest(this.#client, id), this.#version);
    await vscode.env.clipboard.writeText(JSON.stringify(traces, undefined, 2));
    mention(l10n.t('Planscope: the trace was copied as OTLP JSON.'));
  }

  #keptOf(id: number): NonNullable<RequestDetails['kept']> {
    const { kept } = knownRequest(this.#client, id);
    if (kept === undefined) {
      throw new InputError(
        'no-world',
        l10n.t('The world of request {0} is not kept any more: only those of the newest requests are.', id),
      );
    }
    return kept;
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

async function openAsDocument(scenario: Scenario): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'json', content: scenarioText(scenario) });
  await vscode.window.showTextDocument(document);
}

function fileNameOf({ name }: Scenario): string {
  const base = name.replace(/\.(scenario|snapshot)?\.?json$/, '').replace(/[^\w-]+/g, '-');
  return base.replace(/^-+|-+$/g, '').slice(0, 60) || 'scenario';
}
