import { InputError } from '../core/base/errors.ts';
import { API_KEY_VARIABLE } from '../core/base/secret.ts';
import { defaultSettings, isHttpUrl, type Settings } from '../core/settings/settings.ts';

/** Which server and model a command is to use. */
export interface ModelOptions {
  readonly endpoint: string | undefined;
  readonly model: string | undefined;
}

/** The options as `parseArgs` takes them, and their lines in a command's help. */
export const modelOptions = {
  parse: { endpoint: { type: 'string' }, model: { type: 'string' } },
  help: `  --endpoint URL   the model server; default: what is found on this machine, Ollama first. A key that it wants is
                   read from the environment variable ${API_KEY_VARIABLE}
  --model NAME     the model; default: ${defaultSettings()['planscope.model.name']}, or the only one the server has`,
} as const;

/** Checks what was given. Throws an `InputError` that names the option and what it takes. */
export function readModelOptions(values: {
  readonly endpoint?: string | undefined;
  readonly model?: string | undefined;
}): ModelOptions {
  if (values.endpoint !== undefined && !isHttpUrl(values.endpoint)) {
    const form = 'an http or https address such as http://127.0.0.1:11434, without user name, password, ? and #';
    throw new InputError('usage', `--endpoint must be ${form}.`);
  }
  if (values.model?.trim() === '') throw new InputError('usage', '--model needs the name of a model.');
  return { endpoint: values.endpoint, model: values.model };
}

/** `settings` with what the options say. */
export function modelSettings(settings: Settings, { endpoint, model }: ModelOptions): Settings {
  return {
    ...settings,
    ...(endpoint === undefined ? {} : { 'planscope.model.endpoint': endpoint }),
    ...(model === undefined ? {} : { 'planscope.model.name': model }),
  };
}
