import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../../core/base/logger.ts';
import type { Client } from '../../core/client.ts';
import { breakerStateWord } from '../../shared/breakerText.ts';
import { missText } from '../../shared/missText.ts';
import type { ModelConnection } from '../modelConnection.ts';
import { inform } from '../notices.ts';
import type { TextReports } from '../textReports.ts';
import { exportTraffic } from './exportTraffic.ts';
import { offerHelp } from './offerHelp.ts';
import { registerCommands } from './registerCommands.ts';

/** Look for a model, and set the client's cache and breaker right by hand. */
export function registerClientCommands(options: {
  readonly client: Client;
  readonly connection: ModelConnection;
  readonly reports: TextReports;
  readonly logger: Logger;
}): vscode.Disposable {
  const { client, connection, reports, logger } = options;
  return registerCommands(logger, {
    'planscope.openDashboard': async () => {
      await vscode.commands.executeCommand('planscope.dashboard.focus');
    },
    'planscope.clearCache': () => {
      const entries = client.clearCache();
      const message =
        entries === 1
          ? l10n.t('Planscope: prompt cache cleared, 1 plan forgotten.')
          : l10n.t('Planscope: prompt cache cleared, {0} plans forgotten.', entries);
      vscode.window.setStatusBarMessage(message, 4000);
    },
    'planscope.explainMiss': async (requestId) => {
      const miss = typeof requestId === 'number' ? requestId : await pickMiss(client);
      const explained = miss === undefined ? undefined : client.explainMiss(miss);
      if (explained !== undefined) await reports.show(l10n.t('Cache miss'), missText(explained));
    },
    'planscope.exportTraffic': () => exportTraffic({ client, logger }),
    'planscope.resetBreaker': async (model) => {
      const name = typeof model === 'string' ? model : await pickModel(client, l10n.t('Reset the circuit breaker of'));
      if (name === undefined) return;
      client.breaker(name).reset();
      vscode.window.setStatusBarMessage(l10n.t('Planscope: the circuit breaker of {0} is closed.', name), 4000);
    },
    'planscope.isolateBreaker': async (model) => {
      const name = typeof model === 'string' ? model : await pickModel(client, l10n.t('Isolate'));
      if (name === undefined) return;
      client.breaker(name).isolate();
      vscode.window.setStatusBarMessage(
        l10n.t('Planscope: {0} is isolated; plans are made by rules until you reset it.', name),
        6000,
      );
    },
    'planscope.findModel': async () => {
      const { target, message, lacks } = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: l10n.t('Planscope: looking for a local model') },
        () => connection.lookAgain(),
      );
      if (target === undefined) await offerHelp(message, lacks);
      else void inform(`Planscope: ${message}`);
    },
  });
}

/** One of the requests of late that the cache did not answer. */
async function pickMiss(client: Client): Promise<number | undefined> {
  const items = client.misses().map(({ requestId, scenario, atMs }) => ({
    label: scenario,
    description: l10n.t('request {0}, {1}', requestId, new Date(atMs).toLocaleTimeString()),
    requestId,
  }));
  if (items.length === 0) {
    void inform(l10n.t('Planscope: no request has missed the cache yet.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Explain a cache miss: of which request?') });
  return picked?.requestId;
}

/** The one model there is, or the one picked of several. */
async function pickModel(client: Client, title: string): Promise<string | undefined> {
  const models = client.snapshot().breakers;
  const [first] = models;
  if (first === undefined) {
    void inform(l10n.t('Planscope: no model was asked yet, so there is no circuit breaker.'));
    return undefined;
  }
  if (models.length === 1) return first.model;
  const picked = await vscode.window.showQuickPick(
    models.map(({ model, state }) => ({ label: model, description: breakerStateWord(state) })),
    { title },
  );
  return picked?.label;
}
