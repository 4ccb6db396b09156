import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScenarioFile } from '../../../src/cli/scenarioFile.ts';
import { world } from '../../unit/core/world/worlds.ts';

const { signal } = new AbortController();

describe('a scenario that is named in a terminal', () => {
  let directory: string;

  async function scenario(name: string, tools: unknown): Promise<string> {
    const file = path.join(directory, 'worlds', name);
    await writeFile(file, JSON.stringify({ snapshot: world(), tools }));
    return file;
  }

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'planscope-scenario-'));
    await mkdir(path.join(directory, 'worlds'));
    await writeFile(path.join(directory, 'guard.tools.json'), '[{"name": "Nod"}]');
  });

  afterAll(() => rm(directory, { recursive: true }));

  it('is read with the file of tools that it names, outside of its folder too', async () => {
    const file = await scenario('outside.scenario.json', '../guard.tools.json');
    expect((await readScenarioFile(file, signal)).registry.tools).toMatchObject([{ name: 'Nod' }]);
  });

  it('may name its tools by a whole path', async () => {
    const file = await scenario('whole.scenario.json', path.join(directory, 'guard.tools.json'));
    expect((await readScenarioFile(file, signal)).registry.tools).toMatchObject([{ name: 'Nod' }]);
  });

  it('says where it names a file of tools that is not there', async () => {
    const file = await scenario('missing.scenario.json', './none.tools.json');
    const missing = path.join(directory, 'worlds', 'none.tools.json');
    await expect(readScenarioFile(file, signal)).rejects.toMatchObject({
      code: 'scenario',
      message: expect.stringMatching(/missing\.scenario\.json:1:\d+: "tools" names the file "\.\/none\.tools\.json"\./),
    });
    await expect(readScenarioFile(file, signal)).rejects.toThrow(`There is no file ${missing}.`);
  });

  it('says of a plan that it is one, and what judges it', async () => {
    const file = path.join(directory, 'x.plan.json');
    await writeFile(file, '{"plan_id":"p","steps":[{"act":"Reload"}],"scenario":"./x.scenario.json"}');
    await expect(readScenarioFile(file, signal)).rejects.toMatchObject({
      code: 'scenario',
      message: `${file} is a plan, not a scenario. To judge it: npm run plan -- SCENARIO.json --answer ${file}`,
    });
  });

  it('cannot name its tools by a URL', async () => {
    const file = await scenario('url.scenario.json', 'https://example.org/guard.tools.json');
    await expect(readScenarioFile(file, signal)).rejects.toThrow('the path of a file of tools on this machine');
  });

  it('is not read on behalf of one who has cancelled', async () => {
    const file = await scenario('cancelled.scenario.json', '../guard.tools.json');
    const reason = new DOMException('Cancelled.', 'AbortError');
    await expect(readScenarioFile(file, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
