import * as l10n from '@vscode/l10n';
import { formatCount } from './format.ts';

/** So many calls to a model: "1 call", "1,234 calls". */
export function modelCallsText(count: number): string {
  return count === 1 ? l10n.t('1 call') : l10n.t('{0} calls', formatCount(count));
}
