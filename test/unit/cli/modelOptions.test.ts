import { describe, expect, it } from 'vitest';
import { modelSettings, readModelOptions } from '../../../src/cli/modelOptions.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';

describe('the options that name a server and a model', () => {
  it('may both be absent: then the settings stay as they are', () => {
    expect(modelSettings(defaultSettings(), readModelOptions({}))).toEqual(defaultSettings());
  });

  it('take the place of their settings, and of nothing else', () => {
    const options = readModelOptions({ endpoint: 'http://127.0.0.1:1', model: 'mistral' });
    expect(modelSettings(defaultSettings(), options)).toEqual({
      ...defaultSettings(),
      'planscope.model.endpoint': 'http://127.0.0.1:1',
      'planscope.model.name': 'mistral',
    });
  });

  it.each(['phi3', '127.0.0.1:11434', 'ftp://127.0.0.1', 'http://me:pass@127.0.0.1', ''])(
    'refuse the endpoint %j, without repeating it',
    (endpoint) => {
      const refusal = expect.objectContaining({
        code: 'usage',
        message:
          '--endpoint must be an http or https address such as http://127.0.0.1:11434, without user name, password, ? and #.',
      });
      expect(() => readModelOptions({ endpoint })).toThrow(refusal);
    },
  );

  it('refuse a model without a name', () => {
    expect(() => readModelOptions({ model: '  ' })).toThrow('--model needs the name of a model.');
  });
});
