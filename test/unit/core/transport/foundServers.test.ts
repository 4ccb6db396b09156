import { expect, it } from 'vitest';
import {
  llamaCppServer,
  lmStudioServer,
  ollamaServer,
  openAiServer,
} from '../../../../src/core/transport/foundServers.ts';

const HERE = 'http://127.0.0.1:11434';
const EVIL = 'phi3\n[error] forged \u001b[2J\u202e';
const FLAT = 'phi3 [error] forged  [2J';

it.each([
  ['Ollama', ollamaServer(HERE, { version: EVIL, tags: { models: [{ name: EVIL }] }, props: undefined })],
  ['llama.cpp by alias', llamaCppServer(HERE, { model_alias: EVIL, build_info: EVIL }, '')],
  ['llama.cpp by file', llamaCppServer(HERE, { model_path: `/models/${EVIL}`, build_info: EVIL }, '')],
  ['LM Studio', lmStudioServer(HERE, { data: [{ id: EVIL, state: 'loaded' }] })],
  ['vLLM', openAiServer(HERE, { models: { data: [{ id: EVIL, owned_by: 'vllm' }] }, version: { version: EVIL } })],
])('names and versions that %s gives are one line without control characters', (product, server) => {
  expect(server?.models.map(({ name }) => name)).toEqual([FLAT]);
  expect(server?.version).toBe(product === 'LM Studio' ? undefined : FLAT);
});

it('a model without a name that can be shown is none', () => {
  const tags = { models: [{ name: '\u200b' }, { name: 'phi3' }] };
  expect(ollamaServer(HERE, { version: '0.9.0', tags, props: undefined }).models).toEqual([{ name: 'phi3' }]);
});
