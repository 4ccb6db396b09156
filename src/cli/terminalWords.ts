import { API_KEY_VARIABLE, KEY_ADVICE } from '../core/base/secret.ts';
import type { CliIo } from './io.ts';

/** What the editor has another means for than a terminal: settings that are options here, and where a key is read. */
const WORDS_OF = {
  'planscope.model.endpoint': '--endpoint',
  'planscope.model.name': '--model',
  [KEY_ADVICE]: `the environment variable ${API_KEY_VARIABLE}, which is sent only to the server that --endpoint names`,
} as const;

/** A message of the client's for a terminal: where it advises a means of the editor, that of a terminal. */
export function inTerminalWords(message: string): string {
  return Object.entries(WORDS_OF).reduce((text, [editor, terminal]) => text.replaceAll(editor, terminal), message);
}

/**
 * Text for a terminal in which only line ends and tabs steer it: every other control or format character, which a model or a
 * server may have written, shows as its JSON escape. JSON stays the same JSON.
 */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => escapeOf(character.charCodeAt(at))).join(''),
  );
}

function escapeOf(codeUnit: number): string {
  return `\\u${codeUnit.toString(16).padStart(4, '0')}`;
}

/** A command's terminal to which everything goes as `printable`. */
export function printing(io: CliIo): CliIo {
  return { ...io, out: (text) => io.out(printable(text)), err: (text) => io.err(printable(text)) };
}
