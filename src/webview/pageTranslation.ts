import * as l10n from '@vscode/l10n';
import { TEXTS_ID } from '../shared/pageHtml.ts';

/** Makes a page speak the language whose texts its document carries; without any it speaks English. */
export function speakPageLanguage(): void {
  const texts = document.getElementById(TEXTS_ID)?.textContent;
  if (texts !== undefined) l10n.config({ contents: texts });
}
