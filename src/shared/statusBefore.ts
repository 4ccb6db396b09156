import * as l10n from '@vscode/l10n';

/** What is known of the model server, as far as the status bar tells it apart. */
export type ConnectionLook = 'idle' | 'looking' | 'loading' | 'connected' | 'none' | 'restricted';

/** Before a model plans: nobody needed one, it is looked for, it is being loaded, or there is none. */
export interface StatusBefore {
  readonly icon: string;
  readonly text: string;
  readonly accessibleText: string;
  /** In the table, as the model. */
  readonly row: string;
}

export function noModel(): StatusBefore {
  return {
    icon: 'circle-slash',
    text: l10n.t('Planscope: no model'),
    accessibleText: l10n.t('Planscope: no local model found; plans are made by rules'),
    row: l10n.t('none found: start one, or the simulator'),
  };
}

/** Nobody looked for a model yet, or the search is under way: neither is "no model". */
export function lookBeforeAModel(connection: ConnectionLook): StatusBefore | undefined {
  switch (connection) {
    case 'idle':
      return {
        icon: 'circle-outline',
        text: 'Planscope',
        accessibleText: l10n.t('Planscope: not used yet'),
        row: l10n.t('looked for when one is first needed'),
      };
    case 'looking':
      return {
        icon: 'sync~spin',
        text: l10n.t('Planscope: looking'),
        accessibleText: l10n.t('Planscope: looking for a local model'),
        row: l10n.t('being looked for'),
      };
    case 'loading':
      return {
        icon: 'sync~spin',
        text: l10n.t('Planscope: model loading'),
        accessibleText: l10n.t('Planscope: the model is being loaded'),
        row: l10n.t('being loaded by its server'),
      };
    case 'restricted':
      return {
        icon: 'shield',
        text: l10n.t('Planscope: restricted'),
        accessibleText: l10n.t('Planscope: no model is asked in a workspace that is not trusted'),
        row: l10n.t('none is asked in a workspace that is not trusted'),
      };
    case 'connected':
    case 'none':
      return undefined;
  }
}
