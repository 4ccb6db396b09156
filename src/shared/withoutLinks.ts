/**
 * Text for a notification or its progress, where the editor makes a link or a command of `[text](address)`. Messages
 * quote models, servers and files, so here that stays text.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
