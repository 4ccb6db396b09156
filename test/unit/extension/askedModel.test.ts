import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/base/secret.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';
import { askedModel } from '../../../src/extension/benchmarks/askedModel.ts';

const key = new Secret('a key of eight or more');

function setUp(changes: Record<string, unknown>) {
  const asked: string[] = [];
  const settings = { ...defaultSettings(), ...changes };
  const keyFor = async (endpoint: string): Promise<Secret> => {
    asked.push(endpoint);
    return key;
  };
  return { asked, model: askedModel(settings, keyFor) };
}

describe('whom the suite model asks', () => {
  it('is the server of the settings, with its key', async () => {
    const { model, asked } = setUp({
      'planscope.model.endpoint': 'http://127.0.0.1:4000',
      'planscope.model.name': 'mine',
    });
    expect(await model).toEqual({ args: ['--endpoint', 'http://127.0.0.1:4000', '--model', 'mine'], apiKey: key });
    expect(asked).toEqual(['http://127.0.0.1:4000']);
  });

  it('is left to be found where the settings name none, and then no key is told', async () => {
    const { model, asked } = setUp({});
    expect(await model).toEqual({ args: [], apiKey: undefined });
    expect(asked).toEqual([]);
  });
});
