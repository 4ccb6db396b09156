/**
 * Text that is not ours (names of models, words of servers) as it stands in Markdown, in one line; no address in it
 * becomes a link.
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.:!|<>~$]/g, '\\$&').replace(/\s+/g, ' ');
}
