import { t } from '@vscode/l10n';

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
    text: t('Planscope: no model'),
    accessibleText: t('Planscope: no local model found; plans are made by rules'),
    row: t('none found: start one, or the simulator'),
  };
}

/** Nobody looked for a model yet, or the search is under way: neither is "no model". */
export function lookBeforeAModel(connection: ConnectionLook): StatusBefore | undefined {
  switch (connection) {
    case 'idle':
      return {
        icon: 'circle-outline',
        text: 'Planscope',
        accessibleText: t('Planscope: not used yet'),
        row: t('looked for when one is first needed'),
      };
    case 'looking':
      return {
        icon: 'sync~spin',
        text: t('Planscope: looking'),
        accessibleText: t('Planscope: looking for a local model'),
        row: t('being looked for'),
      };
    case 'loading':
      return {
        icon: 'sync~spin',
        text: t('Planscope: model loading'),
        accessibleText: t('Planscope: the model is being loaded'),
        row: t('being loaded by its server'),
      };
    case 'restricted':
      return {
        icon: 'shield',
        text: t('Planscope: restricted'),
        accessibleText: t('Planscope: no model is asked in a workspace that is not trusted'),
        row: t('none is asked in a workspace that is not trusted'),
      };
    case 'connected':
    case 'none':
      return undefined;
  }
}
