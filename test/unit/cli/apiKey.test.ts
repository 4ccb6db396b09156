import { afterEach, describe, expect, it, vi } from 'vitest';
import { apiKeyPort } from '../../../src/cli/apiKey.ts';

const NAMED = 'http://127.0.0.1:1337';

describe('the key of a server, from the environment', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is given for the address that was named, whatever way it was typed', async () => {
    vi.stubEnv('PLANSCOPE_API_KEY', ' sk-1 ');
    for (const typed of [NAMED, `${NAMED}/`, `${NAMED}/v1`, `${NAMED}/v1/`]) {
      expect((await apiKeyPort(typed)(NAMED))?.reveal()).toBe('sk-1');
    }
  });

  it('is given for no other address, and for none at all where none was named', async () => {
    vi.stubEnv('PLANSCOPE_API_KEY', 'sk-1');
    expect(await apiKeyPort(NAMED)('http://127.0.0.1:11434')).toBeUndefined();
    for (const endpoint of ['http://127.0.0.1:11434', NAMED, '']) {
      expect(await apiKeyPort(undefined)(endpoint)).toBeUndefined();
    }
  });

  it.each([undefined, '', '  '])('is not there when the variable is %j', async (value) => {
    vi.stubEnv('PLANSCOPE_API_KEY', value);
    expect(await apiKeyPort(NAMED)(NAMED)).toBeUndefined();
  });
});
