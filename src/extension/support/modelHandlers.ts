import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import type { Client } from '../../core/client.ts';
import { checkModel } from '../../core/doctor/checkModel.ts';
import { isHttpUrl } from '../../core/settings/settings.ts';
import type { HttpClient } from '../../core/transport/httpStream.ts';
import { doctorText } from '../../shared/doctorText.ts';
import { withoutLinks } from '../../shared/withoutLinks.ts';
import { offerHelp } from '../commands/offerHelp.ts';
import { type CommandHandler, signalOf } from '../commands/registerCommands.ts';
import type { ApiKeys } from '../model/apiKeys.ts';
import type { ModelConnection } from '../model/modelConnection.ts';
import { mention } from '../notices.ts';
import type { TextReports } from '../textReports.ts';
import { demandTrust, type WorkspaceTrust } from '../workspaceTrust.ts';

/** Check the local model, and keep the key of a server that wants one. */
export function modelHandlers(options: {
  readonly client: Client;
  readonly connection: ModelConnection;
  readonly keys: ApiKeys;
  readonly texts: TextReports;
  readonly trust: WorkspaceTrust;
  readonly clock: Clock;
  readonly http: HttpClient;
}): Readonly<Record<'planscope.checkModel' | 'planscope.setApiKey', CommandHandler>> {
  const { client, connection, keys, texts, trust, clock, http } = options;
  return {
    'planscope.checkModel': async () => {
      demandTrust(trust);
      client.forgetRefusals();
      const report = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: l10n.t('Checking the local model'),
          cancellable: true,
        },
        async (progress, token) => {
          const cancellation = signalOf(token);
          try {
            return await checkModel(
              {
                http,
                clock,
                keyFor: (endpoint) => keys.keyFor(endpoint),
                settings: client.settings,
                onFinding: ({ text }) => progress.report({ message: withoutLinks(text) }),
              },
              cancellation.signal,
            );
          } finally {
            cancellation.dispose();
          }
        },
      );
      await texts.show(l10n.t('Local model'), doctorText(report));
    },
    'planscope.setApiKey': async () => {
      const endpoint = await askEndpoint(client);
      if (endpoint === undefined) return;
      const value = await vscode.window.showInputBox({
        title: l10n.t('API key for {0}', endpoint),
        prompt: l10n.t('Kept in the editor’s secret storage and sent to this address only. Empty forgets it.'),
        password: true,
        ignoreFocusOut: true,
      });
      if (value === undefined) return;
      if (value.trim() === '') await keys.forget(endpoint);
      else await keys.set(endpoint, new Secret(value.trim()));
      const { target, message, lacks } = await connection.lookAgain();
      if (target === undefined) await offerHelp(message, lacks);
      else mention(`Planscope: ${message}`);
    },
  };
}

/** The server that the key is for: the one that is set, or one that is named now. */
async function askEndpoint(client: Client): Promise<string | undefined> {
  const configured = client.settings['planscope.model.endpoint'].trim();
  if (configured !== '') return configured;
  const answer = await vscode.window.showInputBox({
    title: l10n.t('API key: for which server?'),
    prompt: l10n.t('Address of the model server, for example http://127.0.0.1:1337.'),
    value: client.target?.endpoint ?? 'http://127.0.0.1:1337',
    validateInput: (text) =>
      isHttpUrl(text.trim()) ? undefined : l10n.t('An http or https address, without a user name, ? and #.'),
  });
  return answer?.trim();
}
