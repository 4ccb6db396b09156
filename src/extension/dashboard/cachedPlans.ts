import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Client } from '../../core/client.ts';
import { cachedPlanLine, cachedPlanText } from '../../shared/cachedPlanText.ts';
import { inform } from '../notices.ts';
import type { TextReports } from '../textReports.ts';

/** More would be no list that a person reads; typing narrows it. */
const MAX_LISTED = 500;

interface Item extends vscode.QuickPickItem {
  readonly key: string;
}

/** The plans in the cache, the latest used first: one can be looked at, or dropped by the button at its end. */
export async function showCachedPlans(options: {
  readonly client: Client;
  readonly texts: TextReports;
}): Promise<void> {
  const { client, texts } = options;
  const drop: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('trash'),
    tooltip: l10n.t('Drop this plan from the cache'),
  };
  const items = (): Item[] =>
    client.cachedPlans(MAX_LISTED).map((entry) => ({
      ...cachedPlanLine(entry, Date.now()),
      key: entry.key,
      buttons: [drop],
    }));
  const listed = items();
  if (listed.length === 0) {
    void inform(
      l10n.t(
        'Planscope: the prompt cache is empty. A plan is kept once the model has made one that can be carried out.',
      ),
    );
    return;
  }
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = l10n.t('Cached plans: pick one to look at it');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = listed;
  picker.onDidTriggerItemButton(({ item }) => {
    client.dropCachedPlan(item.key);
    picker.items = items();
    if (picker.items.length === 0) picker.hide();
  });
  const picked = await new Promise<Item | undefined>((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.activeItems[0]);
      picker.hide();
    });
    picker.onDidHide(() => resolve(undefined));
    picker.show();
  });
  picker.dispose();
  const entry = client.cachedPlans(MAX_LISTED).find(({ key }) => key === picked?.key);
  if (entry !== undefined) await texts.show(l10n.t('Cached plan'), cachedPlanText(entry));
}
