/** Settings of the editor that a terminal command has an option for. */
const OPTION_OF = {
  'planscope.model.endpoint': '--endpoint',
  'planscope.model.name': '--model',
} as const;

/** A message of the client's for a terminal: where it advises a setting, the option that stands for it here. */
export function inTerminalWords(message: string): string {
  return Object.entries(OPTION_OF).reduce((text, [setting, option]) => text.replaceAll(setting, option), message);
}
