import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../../core/base/logger.ts';
import type { Client } from '../../core/client.ts';
import { serializeTraffic } from '../../core/telemetry/trafficFile.ts';
import { inform, mention } from '../notices.ts';

/** Asks where to, and writes there what the cache was asked of late, for `planscope bench --traffic`. */
export async function exportTraffic({ client, logger }: { readonly client: Client; readonly logger: Logger }) {
  const traffic = client.traffic();
  const { length } = traffic.requests;
  if (length === 0) {
    mention(l10n.t('Planscope: the cache was not asked yet, so there is no traffic to export. Generate a plan first.'));
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: l10n.t('Export Recorded Traffic'),
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'planscope-traffic.jsonl') }),
    filters: { 'JSON Lines': ['jsonl'] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(serializeTraffic(traffic)));
  logger.info(`Recorded traffic exported: ${length} requests.`);
  const open = l10n.t('Open File');
  const said = l10n.t(
    'Planscope: {0} requests were written to {1}: digests and times, no prompts, no answers.',
    length,
    target.fsPath,
  );
  if ((await inform(said, open)) === open) await vscode.window.showTextDocument(target);
}
