import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Client } from '../../core/client.ts';
import { breakerStateWord } from '../../shared/breakerText.ts';
import { withoutIcons } from '../../shared/withoutIcons.ts';
import type { ModelConnection } from '../model/modelConnection.ts';
import { mention } from '../notices.ts';
import { offerHelp } from './offerHelp.ts';
import type { CommandHandler } from './registerCommands.ts';

/** Look for a model, and set the client's cache and breaker right by hand. */
export function clientCommands({
  client,
  connection,
}: {
  readonly client: Client;
  readonly connection: ModelConnection;
}) {
  return {
    'planscope.clearCache': () => {
      const entries = client.clearCache();
      mention(l10n.t('Planscope: prompt cache cleared; plans forgotten: {0}.', entries));
    },
    'planscope.resetBreaker': async (model) => {
      const name = typeof model === 'string' ? model : await pickModel(client, l10n.t('Reset the circuit breaker of'));
      if (name === undefined) return;
      client.breaker(name).reset();
      mention(l10n.t('Planscope: the circuit breaker of {0} is closed.', name));
    },
    'planscope.isolateBreaker': async (model) => {
      const name = typeof model === 'string' ? model : await pickModel(client, l10n.t('Isolate'));
      if (name === undefined) return;
      client.breaker(name).isolate();
      mention(l10n.t('Planscope: {0} is isolated; plans are made by rules until you reset it.', name));
    },
    'planscope.findModel': async () => {
      const { target, message, lacks } = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: l10n.t('Planscope: looking for a local model') },
        () => connection.lookAgain(),
      );
      if (target === undefined) await offerHelp(message, lacks);
      else mention(`Planscope: ${message}`);
    },
  } satisfies Readonly<Record<string, CommandHandler>>;
}

/** The one model there is, or the one picked of several. */
async function pickModel(client: Client, title: string): Promise<string | undefined> {
  const models = client.snapshot().breakers;
  const [first] = models;
  if (first === undefined) {
    mention(l10n.t('Planscope: no model was asked yet, so there is no circuit breaker.'));
    return undefined;
  }
  if (models.length === 1) return first.model;
  const picked = await vscode.window.showQuickPick(
    models.map(({ model, state }) => ({ label: withoutIcons(model), description: breakerStateWord(state), model })),
    { title },
  );
  return picked?.model;
}
