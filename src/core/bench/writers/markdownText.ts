import { holdable } from './characters.ts';

/**
 * Text that is not ours as prose in GitHub-flavoured Markdown (https://github.github.com/gfm/), on one line: nothing in
 * it becomes markup, a link, a cell, an emoji, or the mention of a person or an issue.
 */
export function proseMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]<>|~&$#]/g, '\\$&')
    .replace(/:(?=\S)/g, '\\:')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}\\.`)
    .replace(/^[+=-]/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/[@#](?=\w)/g, '$&<!-- -->');
}

/**
 * Text that is not ours as code. Backticks where they do, else an element with references, since in a table no run of
 * backticks can hold a backslash before a bar.
 */
export function codeMarkdown(text: string): string {
  const line = oneLine(text);
  if (line === '') return '';
  if (!/[`|\\]/.test(line)) return `\`${line}\``;
  return `<code>${line.replace(/[!-/:-@[-`{-~]/g, (one) => `&#${one.charCodeAt(0)};`)}</code>`;
}

/** A table, whose cells are Markdown already; columns of figures flush right. */
export function tableMarkdown(
  columns: readonly { readonly heading: string; readonly isFigure: boolean }[],
  rows: readonly (readonly string[])[],
): string {
  return [columns.map(({ heading }) => heading), columns.map(({ isFigure }) => (isFigure ? '---:' : '---')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function oneLine(text: string): string {
  return holdable(text).replace(/\s+/g, ' ').trim();
}
