import type { Secret } from '../../core/base/secret.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';

/**
 * How the terminal program is told whom the suite `model` asks: the server and the model that the user named; where they are
 * left to be found, nothing.
 */
export interface AskedModel {
  readonly args: readonly string[];
  /** Sent to that server and no other. */
  readonly apiKey: Secret | undefined;
}

export async function askedModel(
  settings: Settings,
  keyFor: (endpoint: string) => Promise<Secret | undefined>,
): Promise<AskedModel> {
  const [endpoint, name] = [settings['planscope.model.endpoint'], settings['planscope.model.name']];
  return {
    args: [
      ...(endpoint === '' ? [] : ['--endpoint', endpoint]),
      ...(name === defaultSettings()['planscope.model.name'] ? [] : ['--model', name]),
    ],
    apiKey: endpoint === '' ? undefined : await keyFor(endpoint),
  };
}
