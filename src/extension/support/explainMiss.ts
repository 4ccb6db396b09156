import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Client } from '../../core/client.ts';
import { missText } from '../../shared/missText.ts';
import { withoutIcons } from '../../shared/withoutIcons.ts';
import { mention } from '../notices.ts';
import type { TextReports } from '../textReports.ts';

/** Explain Cache Miss: of the request with this number, else of one of late that the user picks. */
export async function explainMiss(
  { client, texts }: { readonly client: Client; readonly texts: TextReports },
  requestId: unknown,
): Promise<void> {
  const miss = typeof requestId === 'number' ? requestId : await pickMiss(client);
  const explained = miss === undefined ? undefined : client.explainMiss(miss);
  if (explained !== undefined) await texts.show(l10n.t('Cache miss'), missText(explained));
}

/** One of the requests of late that the cache did not answer. */
async function pickMiss(client: Client): Promise<number | undefined> {
  const items = client.misses().map(({ requestId, scenario, atMs }) => ({
    label: withoutIcons(scenario),
    description: l10n.t('request {0}, {1}', requestId, new Date(atMs).toLocaleTimeString()),
    requestId,
  }));
  if (items.length === 0) {
    mention(l10n.t('Planscope: no request has missed the cache yet.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Explain a cache miss: of which request?') });
  return picked?.requestId;
}
