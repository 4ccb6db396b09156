import type { CliIo } from './io.ts';

/** Settings of the editor that a terminal command has an option for. */
const OPTION_OF = {
  'planscope.model.endpoint': '--endpoint',
  'planscope.model.name': '--model',
} as const;

/** A message of the client's for a terminal: where it advises a setting, the option that stands for it here. */
export function inTerminalWords(message: string): string {
  return Object.entries(OPTION_OF).reduce((text, [setting, option]) => text.replaceAll(setting, option), message);
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
